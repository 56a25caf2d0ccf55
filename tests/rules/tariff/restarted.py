"""Plays a bank's log of commands again with a restart after every one."""

from rules.tariff.partition import TariffPartition
from tests.journaling import put
from tests.rules.tariff.bank import Bank


def restarted(bank: Bank) -> None:
    """Fail if anything is said or written otherwise than without the restarts."""
    whole, rows, said = TariffPartition(), dict[str, bytes](), list(bank.said)
    for record in bank.log:
        fold = TariffPartition()
        fold.restore(dict(reversed(rows.items())), 0)
        assert not list(fold.take_touched())
        assert fold.next_due() == whole.next_due()
        messages = list(whole.apply(record))
        assert list(fold.apply(record)) == messages
        assert messages == said[: len(messages)]
        del said[: len(messages)]
        touched = list(fold.take_touched())
        assert {key: fold.row(key) for key in touched} == {key: whole.row(key) for key in touched}
        for key in [*touched, *whole.take_touched()]:
            put(rows, key, whole.row(key))
    assert not said
