"""Two people forgive what a missed window owes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.authority import highest, objections
from rules.tariff.coverage import Coverage, concerned
from rules.tariff.money_of_windows import adjust
from rules.tariff.running import Running
from rules.tariff.states import refuse
from rules.tariff.windows import Window


def waived(coverage: Coverage, command: Mapping[str, Any]) -> None:
    """Give a miss back, once; it takes two people of the last row's highest level."""
    data = command["data"]
    agreement = coverage.agreements.get((data["agreement_id"], data["version"]))
    row = None if agreement is None else _owing(coverage, agreement, data["adjustment_id"])
    if agreement is None or row is None or row.waived:
        of = {name: data[name] for name in ("agreement_id", "version")}
        refuse(coverage, ["wrong_state"], agreement, None if agreement is not None else of)
        return
    reasons = []
    needed = max(highest(coverage.tariffs, [level]) for level in coverage.tariffs.authority[-1].approvals)
    for stamp in (command["approver"], command["by"]):
        reasons += objections(stamp, concerned(coverage, agreement))
        if stamp is not None and highest(coverage.tariffs, stamp["levels"]) < needed:
            reasons.append("no_authority")
        if stamp is not None and stamp["own"]:
            reasons.append("self_approval")
    if data["approver"] == agreement.by:
        reasons.append("self_approval")
    if data["by"] == data["approver"]:
        reasons.append("same_approver_twice")
    if reasons:
        refuse(coverage, reasons, agreement)
        return
    row.waived = True
    window = Window(date.fromisoformat(row.first), date.fromisoformat(row.to))
    coverage.window(agreement, *window)
    people = [data["by"], data["approver"]]
    adjust(Running(coverage, agreement), row, window, "waiver", -row.miss_minor, waived_by=people)


def _owing(coverage: Coverage, agreement: Agreement, adjustment_id: str) -> WindowRow | None:
    rows = coverage.windows.get(agreement.key, {})
    return next((row for _, row in sorted(rows.items()) if row.miss_id == adjustment_id), None)
