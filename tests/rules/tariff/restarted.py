"""Plays a bank's log of commands again with a restart after every one."""

from rules.tariff.partition import TariffPartition
from tests.rules.restarted import play_restarted
from tests.rules.tariff.bank import Bank


def restarted(bank: Bank) -> None:
    """Fail if anything is said, written or due otherwise than without the restarts."""
    play_restarted(TariffPartition, bank)
