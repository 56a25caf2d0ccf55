"""
`python -m tests.golden`: write the corpus of today's row version anew.

Only for a version that no installation runs yet. Else raise `models/row_version.py` first,
as docs/upgrades.md says, so that the old folder stays as it is.
"""

from tests.golden.shelf import write

if __name__ == "__main__":
    print(f"written: {write()}")  # noqa: T201  # reason: that is what it is for
