"""A contact asks for a mandatory skill that no manager of the desk has: said once, and once more when it is over."""

from rules.desk.contact import Contact
from rules.desk.desk import Desk
from rules.desk.keeping import touch_contact
from rules.desk.publish import alert


def staff_changed(desk: Desk) -> None:
    """Somebody came, went or learnt: who waits is to be looked at again."""
    desk.best_levels.clear()
    desk.work.skills = True


def tell_missing_skills(desk: Desk) -> None:
    """By contact_id: for whom of those who wait nobody here has what they must have, and for whom no more."""
    work = desk.work
    for contact in desk.waiting.by_id.values() if work.skills else work.entered.values():
        missing = _missing(desk, contact)
        if (missing is None) == (contact.unskilled is None):
            continue
        if missing is None:
            assert contact.unskilled is not None
            work.skilled[contact.id] = contact, contact.unskilled
            contact.unskilled = None
        else:
            contact.unskilled = missing, desk.clock
            work.unskilled[contact.id] = contact
        touch_contact(desk, contact)
    for contact_id in sorted(work.unskilled.keys() | work.skilled.keys()):
        over, now = work.skilled.get(contact_id), work.unskilled.get(contact_id)
        if over is None:
            assert now is not None
            assert now.unskilled is not None
            _say(desk, now, now.unskilled, cleared=False)
        elif now is None:
            _say(desk, *over, cleared=True)
        else:
            now.unskilled = over[1]  # it waited no more, and waits again: nothing has changed


def _missing(desk: Desk, contact: Contact) -> str | None:
    """The first of its mandatory skills that nobody employed here has at the level it asks for."""
    assert contact.need is not None
    for skill, level in contact.need.mandatory:
        best = desk.best_levels.get(skill)
        if best is None:
            levels = (each.skills.get(skill, 0) for each in desk.employed.values())
            best = desk.best_levels[skill] = max(levels, default=-1)
        if best < level:
            return skill
    return None


def _say(desk: Desk, contact: Contact, said: tuple[str, int], *, cleared: bool) -> None:
    skill, since = said
    figures = {"contact_id": contact.id, "skill": skill}
    words = (
        (f"{contact.id} needs {skill} of nobody here any more.", f"{contact.id} больше не ждёт навыка {skill}.")
        if cleared
        else (
            f"{contact.id} needs {skill}, and nobody of desk {desk.id} has it at that level.",
            f"{contact.id} требует навыка {skill}, а на участке {desk.id} им на нужном уровне никто не владеет.",
        )
    )
    alert(desk, "skill_nobody_has", contact.id, since, figures, words, cleared=cleared)
