"""Who is present, by what was said, by debounce and by the silence of the feed."""

from rules.desk.constraints import unfit_for_all
from rules.desk.desk import Desk
from rules.desk.due import Due
from rules.desk.publish import alert
from rules.desk.staff import FIT, Manager


def tell_fitness(desk: Desk, manager: Manager) -> None:
    """
    Tell anew whether he is there at all, and note when becoming available will count.

    Who comes from other desks is not before these have told what he did there.
    """
    tables = desk.tables
    present = False
    if tables is not None and manager.employed and manager.state == "available" and manager.since is not None:
        counts_from = manager.since + tables.debounce_ms
        unheard = bool(manager.awaits) or (desk.silent and tables.nobody_when_silent)
        present = desk.clock >= counts_from and not unheard
        if desk.clock < counts_from:
            desk.due.put(counts_from, Due.DEBOUNCE_END, manager.id)
    unfit = unfit_for_all(manager, present=present)
    if unfit != manager.unfit:
        manager.unfit = unfit
        desk.touch_manager(manager, better=unfit == FIT)


def silence_due(desk: Desk) -> int | None:
    """When the feed will have been silent for too long, if somebody waits and it is not yet."""
    if desk.tables is None or desk.silent or not desk.waiting.by_id:
        return None
    return _last_heard(desk) + desk.tables.silent_after_ms


def _last_heard(desk: Desk) -> int:
    """`at` of the last presence in force, else of the desk's first record."""
    return desk.first_at if desk.heard_at is None else desk.heard_at


def fall_silent(desk: Desk) -> bool:
    """Tell whether the feed has become silent now: somebody waits, and nothing has been heard for too long."""
    due = silence_due(desk)
    if due is None or desk.clock < due:
        return False
    desk.silent_since = _last_heard(desk)
    _everyone_anew(desk)
    return True


def end_silence(desk: Desk) -> None:
    """A presence is in force: the feed speaks."""
    if desk.silent_since is None:
        return
    since, desk.silent_since = desk.silent_since, None
    _everyone_anew(desk)
    say_silence(desk, since, cleared=True)


def _everyone_anew(desk: Desk) -> None:
    if desk.tables is not None and desk.tables.nobody_when_silent:
        for manager in desk.employed.values():
            tell_fitness(desk, manager)
        desk.stir(desk.waiting.by_id)


def say_silence(desk: Desk, since: int, *, cleared: bool) -> None:
    """Tell people that the feed is silent since then, or speaks again."""
    assert desk.tables is not None
    seconds = desk.tables.silent_after_ms // 1000
    mode = "nobody" if desk.tables.nobody_when_silent else "last_known"
    figures = {"silent_after_s": seconds, "when_silent": mode, "waiting": len(desk.waiting.by_id)}
    words = (
        (f"Desk {desk.id} hears presence again.", f"Участок {desk.id} снова получает сведения о присутствии.")
        if cleared
        else (
            f"Desk {desk.id} has waiting contacts and has heard no presence for {seconds} s.",
            f"На участке {desk.id} ждут клиенты, а сведений о присутствии нет уже {seconds} с.",
        )
    )
    alert(desk, "presence_silent", desk.id, since, figures, words, cleared=cleared)
