"""Records that were written twice, told by the numbers their sender gave them."""

from models.inbox_headers import NUMBER, SENDER
from models.recording import Line
from models.sequencing import Received


class UnreadableError(Exception):
    """A line of a recording is no record of its topic; the message says why."""


class Repeats:
    """What each partition of an inbox has received."""

    def __init__(self) -> None:
        self._received: dict[int, Received] = {}

    def repeated(self, line: Line) -> bool:
        """Whether the line was there before; a line without a number never was. UnreadableError as above."""
        sender = number = None
        try:
            for name, value in line.headers:
                if name == SENDER and sender is None:
                    sender = value.decode()
                elif name == NUMBER and number is None:
                    number = int(value)
        except ValueError as error:
            raise UnreadableError(f"its headers sender and n: {error}") from error
        if sender is None or number is None:
            return False
        received = self._received.setdefault(line.partition or 0, Received())
        return not received.fresh(sender, number)
