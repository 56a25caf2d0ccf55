"""`python -m kontor.docs_pages`: write every generated page of this checkout; `--check` only says what differs."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is written (or nothing differs), 1 when `--check` finds a difference."""
    from kontor.docs_pages.pages import differing, write_all

    if arguments == ["--check"]:
        wrong = differing(ROOT)
        sys.stdout.write("".join(f"{path}\n" for path in wrong) or "every generated page says what the code says\n")
        return 1 if wrong else 0
    sys.stdout.write("".join(f"{path}\n" for path in write_all(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
