"""
The entry point of the command `kontor`.

In a checkout the rooms (`agents`, `streams`, `rules`, `models`) are plain packages
beside this one. The wheel carries them in `kontor/_app`, because another
distribution (`openai-agents`) also installs a package called `agents`. So whoever
starts a process of ours calls `put_rooms_first()` before it imports any of them.
"""

import sys
from pathlib import Path


def put_rooms_first() -> None:
    """Make `kontor/_app`, where it is, the first place in which packages are looked for; harmless when repeated."""
    rooms = Path(__file__).parent / "_app"
    if rooms.is_dir() and sys.path[:1] != [str(rooms)]:
        sys.path.insert(0, str(rooms))


def main() -> None:
    """Run the command line and exit with its code."""
    put_rooms_first()
    from kontor.cli import run

    sys.exit(run(sys.argv[1:]))
