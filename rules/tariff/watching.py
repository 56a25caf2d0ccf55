"""Watching a window that runs: whether at its pace the benefit will be lost."""

from rules.tariff.judging import Said, number, tell_benefit
from rules.tariff.pace import open_window, pace, so_far
from rules.tariff.running import Running


def watch_risk(running: Running) -> bool:
    """
    Say once a window that at its pace it will miss, and once that it has recovered; tells whether the first was said.

    Half of the window is gone, or of the clause's own window within it, and turnover · days / elapsed lies below the
    off-threshold.
    """
    if running.agreement.state != "active":
        return False
    today, window = running.coverage.today, open_window(running)
    found = None if window is None else pace(running, window)
    if window is None or found is None or not running.standing_before(window).held:
        return False
    elapsed = (today - found.part.first).days
    if elapsed <= 0 or 2 * elapsed < found.part.days:
        return False
    at_risk = found.value_minor * found.part.days < found.off_minor * elapsed
    row = running.rows.get(window.first.isoformat())
    was, over = (False, False) if row is None else (row.at_risk, row.recovered)
    if over or at_risk == was:
        return False
    row = running.coverage.window(running.agreement, *window)
    row.at_risk, row.recovered = at_risk, was
    number(running, row)
    outcome = "at_risk" if at_risk else "earned"
    tell_benefit(running, row, window, Said(outcome, so_far(running, window), False, None, granted=True))
    return at_risk
