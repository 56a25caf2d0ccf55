"""Plays a bank's log of commands again with a restart after every one."""

from collections.abc import Callable, Sequence
from typing import Protocol

from models.unit import Fold, InboxRecord, Message
from tests.journaling import put


class Played(Protocol):
    """What was told to a fold, and what it said to all of it."""

    log: list[InboxRecord]
    said: list[Message]


def play_restarted(new: Callable[[], Fold], bank: Played) -> None:
    """Fail if anything is said, written or due otherwise than without the restarts; `new` makes an empty fold."""
    whole, rows, said = new(), dict[str, bytes](), list(bank.said)
    for record in bank.log:
        fold = new()
        fold.restore(dict(reversed(rows.items())), 0)
        assert not list(fold.take_touched())
        assert fold.next_due() == whole.next_due()
        messages: Sequence[Message] = list(whole.apply(record))
        assert list(fold.apply(record)) == messages
        assert messages == said[: len(messages)]
        del said[: len(messages)]
        touched = list(fold.take_touched())
        assert {key: fold.row(key) for key in touched} == {key: whole.row(key) for key in touched}
        for key in [*touched, *whole.take_touched()]:
            put(rows, key, whole.row(key))
    assert not said
