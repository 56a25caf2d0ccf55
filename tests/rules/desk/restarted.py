"""Plays a bank's log again with a restart after every command."""

from rules.desk.partition import DeskPartition
from tests.journaling import put
from tests.rules.desk.bank import Bank


def restarted(bank: Bank) -> None:
    """Fail if anything is said or written otherwise than without the restarts."""
    whole, rows, said = DeskPartition(), dict[str, bytes](), list(bank.said)
    for record in bank.log:
        fold = DeskPartition()
        fold.restore(dict(reversed(rows.items())), 0)
        assert not list(fold.take_touched())
        messages = list(whole.apply(record))
        assert list(fold.apply(record)) == messages
        assert messages == said[: len(messages)]
        del said[: len(messages)]
        touched = list(fold.take_touched())
        assert {key: fold.row(key) for key in touched} == {key: whole.row(key) for key in touched}
        for key in [*touched, *whole.take_touched()]:
            put(rows, key, whole.row(key))
    assert not said
