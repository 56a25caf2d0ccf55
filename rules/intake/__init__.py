"""The intake: checks, stamps, drops repeats, and says which desk is to hear what the bank said."""
