"""Kontor: the one installed name; the command line and the launcher."""
