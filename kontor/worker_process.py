"""
The main of a worker's process: `python -m kontor.worker_process`.

People start `kontor worker`, which is the launcher; it starts this.
"""

import sys

from kontor.entry import put_rooms_first


def main() -> int:
    """Run one worker until it is asked to stop; returns the exit code."""
    put_rooms_first()
    from kontor.worker_run import run_from_environment

    return run_from_environment()


if __name__ == "__main__":
    sys.exit(main())
