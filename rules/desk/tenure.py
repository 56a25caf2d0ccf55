"""
How long a coverage has had its lead, and how long ago a manager was away: rotation and mandatory absence.

Neither is a due instant of the desk: what has become due is noticed at the first command at or after it.
A month is a calendar month in UTC, cut to the last day of a shorter one.
"""

from calendar import monthrange
from datetime import UTC, datetime
from typing import Final

from models.instants import format_instant
from rules.desk.client import Coverage
from rules.desk.desk import Desk
from rules.desk.due import Lapse
from rules.desk.publish import alert
from rules.desk.staff import Manager

DAY_MS: Final = 86_400_000
YEAR: Final = 12
"""Months after an absence until the next is due."""
ABSENT: Final = frozenset({"leave", "away", "offline"})
"""States of one who is not at work; an absence lasts while no other comes between."""


def months_after(instant: int, months: int) -> int:
    """The instant so many calendar months after another, UTC milliseconds."""
    seconds, rest = divmod(instant, 1000)
    moment = datetime.fromtimestamp(seconds, UTC)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp()) * 1000 + rest


def note_lead(desk: Desk, coverage: Coverage, lead: str | None) -> None:
    """The coverage's lead, on record or by plans, is this one from now on."""
    coverage.led_by, coverage.led_since = lead, None if lead is None else desk.work.at
    desk.house.touch("coverage", desk.id, coverage.id)
    watch_rotation(desk, coverage)
    if coverage.rotation_since is not None:
        desk.work.tenures[coverage.id] = coverage


def watch_rotation(desk: Desk, coverage: Coverage) -> None:
    """Note when its rotation will be due."""
    due = _rotation_due(desk, coverage)
    if due is not None:
        desk.due.put_lapse(due, Lapse.ROTATION, coverage.id)


def watch_absence(desk: Desk, manager: Manager) -> None:
    """Note when an absence will be due of him, or the present one long enough."""
    tables = desk.tables
    if tables is None or not tables.absence_ms or not manager.employed:
        return
    desk.due.put_lapse(_absence_due(desk, manager), Lapse.ABSENCE, manager.id)
    if manager.absent_since is not None:
        desk.due.put_lapse(manager.absent_since + tables.absence_ms, Lapse.ABSENCE, manager.id)


def note_presence(desk: Desk, manager: Manager, at: int) -> None:
    """A presence came into force: an absence begins, goes on or is over."""
    if manager.state in ABSENT:
        if manager.absent_since is None:
            manager.absent_since = at
            watch_absence(desk, manager)
    elif manager.absent_since is not None:
        if desk.tables is not None and at - manager.absent_since >= desk.tables.absence_ms:
            manager.absent_last = at
        manager.absent_since = None
        watch_absence(desk, manager)
        desk.work.absences[manager.id] = manager


def _rotation_due(desk: Desk, coverage: Coverage) -> int | None:
    if desk.tables is None or coverage.led_since is None:
        return None
    return months_after(coverage.led_since, desk.tables.rotation_months)


def _absence_due(desk: Desk, manager: Manager) -> int:
    """A year after his last absence that was long enough, else after he came."""
    since = manager.absent_last if manager.absent_last is not None else manager.came_at
    return months_after(desk.first_at if since is None else since, YEAR)


def _owes_absence(desk: Desk, manager: Manager) -> bool:
    tables = desk.tables
    assert tables is not None
    if not tables.absence_ms or not manager.employed or desk.clock < _absence_due(desk, manager):
        return False
    return manager.absent_since is None or desk.clock - manager.absent_since < tables.absence_ms


def tell_tenures(desk: Desk) -> None:
    """The alerts of rotations and absences that this command found due, or due no more."""
    work = desk.work
    for coverage_id in sorted(work.tenures):
        _tell_rotation(desk, work.tenures[coverage_id])
    for manager_id in sorted(work.absences):
        _tell_absence(desk, work.absences[manager_id])


def _tell_rotation(desk: Desk, coverage: Coverage) -> None:
    assert desk.tables is not None
    due, said = _rotation_due(desk, coverage), coverage.rotation_since
    now = due if due is not None and desk.clock >= due else None
    if now == said:
        return
    coverage.rotation_since = now
    desk.house.touch("coverage", desk.id, coverage.id)
    if said is not None:
        _say_rotation(desk, coverage, said, cleared=True)
    if now is not None:
        _say_rotation(desk, coverage, now, cleared=False)


def _say_rotation(desk: Desk, coverage: Coverage, since: int, *, cleared: bool) -> None:
    assert desk.tables is not None
    figures = {
        "manager_id": coverage.led_by,
        "led_since": None if coverage.led_since is None else format_instant(coverage.led_since),
        "rotation_months": desk.tables.rotation_months,
    }
    words = (
        (
            f"Rotation of coverage {coverage.id} is due no more.",
            f"Смена менеджера у клиента {coverage.id} больше не требуется.",
        )
        if cleared
        else (
            f"{coverage.led_by} leads {coverage.id} for {desk.tables.rotation_months} months: rotation is due.",
            f"{coverage.led_by} ведёт клиента {coverage.id} уже {desk.tables.rotation_months} мес.: пора сменить.",
        )
    )
    alert(desk, "rotation_due", coverage.id, since, figures, words, cleared=cleared)


def _tell_absence(desk: Desk, manager: Manager) -> None:
    assert desk.tables is not None
    said = manager.absence_due_since
    owes = _owes_absence(desk, manager)
    if owes == (said is not None):
        return
    since = _absence_due(desk, manager) if said is None else said
    manager.absence_due_since = since if owes else None
    desk.house.touch("manager", desk.id, manager.id)
    days = desk.tables.absence_ms // DAY_MS
    last = None if manager.absent_last is None else format_instant(manager.absent_last)
    words = (
        (
            f"{manager.id} owes no absence any more.",
            f"{manager.id} больше не должен отпуска.",
        )
        if not owes
        else (
            f"{manager.id} has not been away for {days} days in a row for a year.",
            f"{manager.id} целый год не отсутствовал {days} дней подряд.",
        )
    )
    alert(desk, "absence_due", manager.id, since, {"absence_days": days, "absent_last": last}, words, cleared=not owes)
