"""The shortest history found in which rules and oracle still differ: `python -m tests.oracle.shrinking SEED LENGTH`."""

import sys
from collections.abc import Callable
from typing import TypeVar

import orjson

from tests.oracle.comparison import differences
from tests.oracle.histories import make_history
from tests.oracle.records import Data

Each = TypeVar("Each")


def shrink(commands: list[Each], fails: Callable[[list[Each]], bool]) -> list[Each]:
    """Leave out ever smaller pieces as long as what is left still fails."""
    piece = max(1, len(commands) // 2)
    while piece:
        at = 0
        while at < len(commands):
            fewer = commands[:at] + commands[at + piece :]
            if fewer and fails(fewer):
                commands = fewer
            else:
                at += piece
        piece //= 2
    return commands


def differ(commands: list[Data]) -> bool:
    """Whether rules and oracle differ; a history neither could get from an intake counts as none."""
    try:
        return bool(differences(commands))
    except (KeyError, AssertionError, TypeError, ValueError, AttributeError):
        return False


def main() -> None:
    """Make the history of a seed, shrink it and print it with the difference."""
    seed, length = int(sys.argv[1]), int(sys.argv[2])
    shortest = shrink(make_history(seed, length), differ)
    for command in shortest:
        print(orjson.dumps(command).decode())  # noqa: T201  a tool for people
    print("\n".join(differences(shortest)))  # noqa: T201


if __name__ == "__main__":
    main()
