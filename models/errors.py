"""The one exception that is meant for people."""

from typing import Final

USAGE: Final = 2
"""Exit code: wrong usage or unreadable input."""
NOT_SO: Final = 1
"""Exit code: the thing asked about is not so (a check failed, drift was found, a replay differs)."""


class KontorError(Exception):
    """
    Something a person can mend; the command line prints `sentence` and exits with `exit_code`.

    Exit codes are those of the contract: 1 not so, 2 wrong usage or unreadable input,
    70 fail-stop, 75 fenced, 76 epoch refused.
    """

    def __init__(self, sentence: str, exit_code: int = USAGE) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.exit_code = exit_code
