"""One module a sub-command of the command line."""
