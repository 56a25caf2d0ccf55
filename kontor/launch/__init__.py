"""The launcher: the parent of a worker process, which starts it, watches it, and speaks for it when it cannot."""
