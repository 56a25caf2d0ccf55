"""The shortest life in which rules and oracle still differ: `python -m tests.tariff_oracle.shrinking SEED DAYS`."""

import sys

from models.unit import InboxRecord
from tests.oracle.shrinking import shrink
from tests.tariff_oracle.comparison import differences
from tests.tariff_oracle.histories import make_history


def differ(records: list[InboxRecord]) -> bool:
    """Whether rules and oracle differ; a life that no intake could tell counts as none."""
    try:
        return bool(differences(records))
    except (KeyError, AssertionError, TypeError, ValueError, AttributeError, StopIteration):
        return False


def main() -> None:
    """Make the life of a seed, shrink it and print it with the difference."""
    shortest = shrink(make_history(int(sys.argv[1]), int(sys.argv[2])), differ)
    for record in shortest:
        print((record.value or b"").decode())  # noqa: T201  a tool for people
    print("\n".join(differences(shortest)))  # noqa: T201


if __name__ == "__main__":
    main()
