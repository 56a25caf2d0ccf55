"""Decisions in words, for people."""
