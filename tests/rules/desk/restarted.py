"""Plays a bank's log of commands again with a restart after every one."""

from rules.desk.partition import DeskPartition
from tests.rules.desk.bank import Bank
from tests.rules.restarted import play_restarted


def restarted(bank: Bank) -> None:
    """Fail if anything is said, written or due otherwise than without the restarts."""
    play_restarted(DeskPartition, bank)
