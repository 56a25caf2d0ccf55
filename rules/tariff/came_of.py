"""What came of proposals, counted for the metrics: the window they were of, or a request after one from a template."""

from rules.tariff.agreement import WindowRow
from rules.tariff.coverage import Coverage

PREFIX = "proposal_"
"""How what is counted here begins; trigger and outcome follow."""


def window_closed(coverage: Coverage, row: WindowRow) -> None:
    """A window is judged: its threshold was reached, or missed."""
    if row.outcome != "undetermined":
        for trigger in row.proposed:
            coverage.house.count(f"{PREFIX}{trigger}_{'reached' if row.outcome == 'earned' else 'missed'}")


def asked_for(coverage: Coverage, item: str) -> None:
    """Somebody asks for terms on an item that a template was proposed for, and could still begin as proposed."""
    today = coverage.today.isoformat()
    for first, trigger, _, _, proposed in coverage.proposed:
        if proposed == item and first > today:
            coverage.house.count(f"{PREFIX}{trigger}_requested")
