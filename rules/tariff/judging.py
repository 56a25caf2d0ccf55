"""Closing windows: verdicts, what they change for the next one, misses, and corrections by what came late."""

from datetime import date, timedelta
from itertools import chain
from typing import Any, Final, NamedTuple

from models.ids import kontor_uuid
from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.asked import without_nulls
from rules.tariff.came_of import window_closed
from rules.tariff.conditions import Judged
from rules.tariff.coverage import Coverage
from rules.tariff.fee import single_rate
from rules.tariff.money_of_windows import Reckoning, adjust, miss_of, realised, tell_profit
from rules.tariff.running import Running
from rules.tariff.telling import tell
from rules.tariff.verdict import Standing, Verdict, verdict
from rules.tariff.windows import Window, charged_part, next_charged

HELD: Final = "risk_hold"
FOR_GOOD: Final = frozenset({HELD, "group_changed"})
"""Reasons for which a window is never judged again."""


def close_windows(running: Running) -> None:
    """Judge every window that closes by today, in order."""
    today, tariffs = running.coverage.today, running.coverage.tariffs
    cut = running.cut_window()
    at_the_end = [cut] if cut is not None and running.granted(running.standing_before(cut), Standing()) else []
    for window in chain(running.windows(running.judged_to), at_the_end):
        row = running.rows.get(window.first.isoformat())
        if row is not None and row.outcome is not None:
            continue
        if today < window.to + timedelta(days=tariffs.eval_lag_days):
            return
        _judge(running, window, cut=window is cut)


def judge_again(running: Running, late: list[str]) -> None:
    """What came late, and a feed that lives again, may change windows that are judged; in order, each on the next."""
    coverage = running.coverage
    horizon = coverage.today - timedelta(days=coverage.tariffs.correction_days)
    before_open = running.standing_before(Window(date.max, date.max))
    changed: WindowRow | None = None
    cut = running.cut_window()
    for window in chain(running.windows(horizon - timedelta(days=1)), [] if cut is None else [cut]):
        row = running.rows.get(window.first.isoformat())
        if row is None or row.outcome is None:
            break
        if window.to < horizon or row.reason in FOR_GOOD:
            continue
        touched = any(window.first.isoformat() <= day < window.to.isoformat() for day in late)
        if touched or changed is not None or row.reason == "no_postings":
            changed = _judge_once_more(running, window, row, cut=window == cut, touched=touched) or changed
    if changed is not None:
        _correct_open_window(running, before_open, changed)


def _judge(running: Running, window: Window, *, cut: bool) -> None:
    before = running.standing_before(window)
    found = verdict(running.agreement.terms, window, running.facts, before, cut=cut)
    reason = _stopped(running)
    if reason is not None:
        found = Verdict("undetermined", reason, found.judged, before)
    row = running.coverage.window(running.agreement, *window)
    row.to = window.to.isoformat()  # an end may have cut it since something was first said of it
    _enter(running, row, found, granted=running.granted(before, found.standing))
    window_closed(running.coverage, row)
    _tell_verdict(running, row, window, found, supersedes=None)
    if _is_missed(running, row):
        _charge_miss(running, row, window)
    tell_profit(running, row, window, None)


def _judge_once_more(running: Running, window: Window, row: WindowRow, *, cut: bool, touched: bool) -> WindowRow | None:
    """The row, if the window comes to something else than was said; `touched`: what came late is dated in it."""
    before = running.standing_before(window)
    found = verdict(running.agreement.terms, window, running.facts, before, cut=cut)
    granted = running.granted(before, found.standing)
    same = (found.outcome, found.reason, found.judged.values, found.standing, granted)
    said = (row.outcome, row.reason, row.values, Standing(row.ever, row.held, row.graces), row.granted)
    if same == said and not (touched and _other_money(running, row, window)):
        return None
    supersedes, was_granted, unjudged = row.verdict_id, row.granted, row.reason == "no_postings"
    running.coverage.window(running.agreement, *window)
    old_miss = 0 if row.waived else row.miss_minor
    _enter(running, row, found, granted=granted)
    _tell_verdict(running, row, window, found, supersedes=supersedes)
    missed = _is_missed(running, row)
    moved = running.fee(window, granted=granted) - running.fee(window, granted=was_granted)
    if missed and unjudged:
        _charge_miss(running, row, window)
    else:
        row.miss_minor = 0
        miss = miss_of(running, window) if missed else None
        row.miss_minor = 0 if miss is None else miss.amount_minor
        row.owed_by = Reckoning.now(running, row, window)._asdict() if row.miss_minor else None
        moved += (0 if row.waived else row.miss_minor) - old_miss
    if moved:
        adjust(running, row, window, "correction", moved)
    tell_profit(running, row, window, supersedes)
    return row


def _correct_open_window(running: Running, before: Standing, by: WindowRow) -> None:
    """The terms of the window that runs have changed: what it was charged so far is put right."""
    after = running.standing_before(Window(date.max, date.max))
    rows, cut = running.rows, running.last_part()
    still_open = (
        each
        for each in chain(running.windows(running.judged_to), [] if cut is None else [cut])
        if each.first.isoformat() not in rows or rows[each.first.isoformat()].outcome is None
    )
    window = next(still_open, None)
    if window is None or before.held == after.held or window.first > running.coverage.today:
        return
    if running.agreement.terms["applies"] == "same_window":
        return
    moved = running.fee(window, granted=after.held) - running.fee(window, granted=before.held)
    if moved:
        row = running.coverage.window(running.agreement, *window)
        row.granted, row.verdict_id = after.held, by.verdict_id
        adjust(running, row, window, "correction", moved)


def _stopped(running: Running) -> str | None:
    """Why nothing is granted or taken by a window that closes today, whatever it came to."""
    if running.agreement.group_changed_on is not None:
        return "group_changed"
    return HELD if running.coverage.held else None


def _enter(running: Running, row: WindowRow, found: Verdict, *, granted: bool) -> None:
    number(running, row)
    row.outcome, row.reason = found.outcome, found.reason
    row.ever, row.held, row.graces = found.standing
    row.granted = granted
    row.values, row.failed = dict(found.judged.values), list(found.judged.failed)


def _is_missed(running: Running, row: WindowRow) -> bool:
    return row.outcome == "revoked" and row.granted and running.agreement.terms["on_miss"] != "none"


def _other_money(running: Running, row: WindowRow, window: Window) -> bool:
    """Whether turnover that no clause looks at moves what the window owes, or what it brought."""
    owes_other = _is_missed(running, row) and miss_of(running, window).amount_minor != row.miss_minor
    brought, forgiven = realised(running, row, window), row.miss_minor if row.waived else 0
    # What was forgiven may have been told as brought before that; by itself it is no other money.
    brought_other = brought is not None and row.realised_minor not in (brought, brought + forgiven)
    return (owes_other and not row.waived) or brought_other


def _charge_miss(running: Running, row: WindowRow, window: Window) -> None:
    miss = miss_of(running, window)
    row.miss_kind, row.miss_minor = miss.kind, miss.amount_minor
    if miss.amount_minor:
        row.miss_id = adjust(running, row, window, miss.kind, miss.amount_minor, capped=miss.capped)
        row.owed_by = Reckoning.now(running, row, window)._asdict()


def _tell_verdict(running: Running, row: WindowRow, window: Window, found: Verdict, supersedes: str | None) -> None:
    granted = row.granted if _same_window(running.agreement) else found.standing.held
    effective = _effective(running, window, found)
    said = Said(found.outcome, found.judged, True, effective, granted, supersedes, found.reason)
    tell_benefit(running, row, window, said)


def _same_window(agreement: Agreement) -> bool:
    return bool(agreement.terms["applies"] == "same_window")


def _effective(running: Running, window: Window, found: Verdict) -> Window | None:
    """For when the verdict changes, or keeps, the terms; None under a hold, and where the agreement is over by then."""
    agreement = running.agreement
    if found.reason == HELD:
        return None
    if _same_window(agreement):
        return charged_part(agreement.terms, window)
    following = next_charged(agreement.terms, window)
    if following is None or following.first.isoformat() >= agreement.last_day:
        return None
    return following


class Said(NamedTuple):
    """What a `benefit.*` says beside its window."""

    outcome: str
    judged: Judged | None
    closed: bool
    effective: Window | None
    granted: bool
    """Whether the agreed terms hold then."""
    supersedes: str | None = None
    reason: str | None = None


def tell_benefit(running: Running, row: WindowRow, window: Window, said: Said) -> None:
    """Publish a `benefit.*`."""
    agreement, prices, judged = running.agreement, running.prices(window), said.judged
    values: dict[str, Any] = {} if judged is None else dict(judged.values)
    other = running.facts.other_currency(*window)
    if other:
        values["other_currency"] = [{"currency": each, "amount_minor": minor} for each, minor in other.items()]
    benefit = agreement.terms["benefit"]
    # A verdict's rate is that of the window it is effective for, whose own list is in force by then.
    charging = running.prices(said.effective) if said.closed and said.effective is not None else prices
    rate = single_rate(charging, benefit if said.granted else None) if benefit["target"] == "fee" else None
    tell(
        running.coverage,
        f"benefit.{said.outcome}",
        agreement,
        {
            "verdict_id": row.verdict_id,
            "supersedes": said.supersedes,
            "window": window.said(),
            "closed": said.closed,
            "values": values,
            "distance": () if judged is None else judged.distance,
            "failed": () if judged is None else judged.failed,
            "benefit": without_nulls(benefit),
            "rate_ppm": rate,
            "effective": None if said.effective is None else said.effective.said(),
            "clients": running.clients(window),
            "reason": said.reason,
        },
        price_list_version=prices.version,
    )


def number(running: Running, row: WindowRow) -> None:
    """Give the next `benefit.*` of a window its id."""
    agreement = running.agreement
    row.ordinal += 1
    row.verdict_id = kontor_uuid(f"{agreement.agreement_id}|{agreement.version}|verdict|{row.first}|{row.ordinal}")


def grant(coverage: Coverage, agreement: Agreement, since: date) -> None:
    """Say from which day on a benefit holds before its window is judged."""
    running = Running(coverage, agreement)
    window = running.window_on(since)
    if window is None:
        return
    row = coverage.window(agreement, *window)
    number(running, row)
    effective = Window(since, window.to)
    tell_benefit(running, row, window, Said("earned", None, closed=False, effective=effective, granted=True))


def go_on(coverage: Coverage, agreement: Agreement) -> None:
    """A hold is lifted: say from which day on the benefit of the open window goes on."""
    running, today = Running(coverage, agreement), coverage.today
    window = running.window_on(today)
    if window is not None and running.standing_before(window).held:
        grant(coverage, agreement, today)
