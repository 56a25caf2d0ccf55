"""Replay: a recording through the same intake and the same desks, without a bus."""
