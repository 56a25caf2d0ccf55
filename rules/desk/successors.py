"""Who may take a leaver's coverage: told when a plan is searched for, and again at each of its steps."""

from collections.abc import Iterable

from models.messages.explanation import REFUSALS
from rules.desk.client import Client, Coverage
from rules.desk.concentration import may_start
from rules.desk.constraints import unsuited
from rules.desk.desk import Desk
from rules.desk.need import Need, NeedKey
from rules.desk.staff import Manager
from rules.desk.walls import walled


def stays(desk: Desk, manager_id: str) -> bool:
    """Whether he works here, has not given notice, and what he did at other desks is known."""
    return manager_id in desk.employed and manager_id not in desk.leavers and not desk.employed[manager_id].awaits


def may_stand_behind(desk: Desk, coverage: Coverage, manager_id: str) -> bool:
    """Whether he may be the coverage's backup where its clients wish for him."""
    return stays(desk, manager_id) and not walled(desk, coverage, manager_id)


def needs_of(desk: Desk, coverage: Coverage) -> list[Need]:
    """
    What the coverage's clients ask of a lead, each different need once.

    A line that asks for a channel, a product or a purpose matches none of them: nobody has got in touch.
    """
    found: dict[NeedKey, Need] = {}
    for client_id in sorted(coverage.clients):
        need = _need_of(desk, coverage.clients[client_id])
        if need is not None:
            found[need.key] = need
    return list(found.values())


def _need_of(desk: Desk, client: Client) -> Need | None:
    data = client.data
    if data is None:
        return None
    assert desk.tables is not None
    segment, industry, language = data["segment"], data["industry"], data["language"]
    line = desk.tables.line_of((segment, data["tier"], industry, None, None, None, language, data["planned"]))
    key = NeedKey(
        line.index,
        None,
        0,
        segment if line.hard_segment else None,
        language if line.hard_language else None,
        industry if line.hard_industry else None,
        (),
    )
    return Need(key, None, 0, line.min_grade, line.max_load_ppm, key.segment, key.language, key.industry, (), ())


def unsuited_for(manager: Manager, needs: Iterable[Need]) -> str | None:
    """The first refusal by grade or skill; None: he has what all the needs ask for."""
    found = (unsuited(manager, need) for need in needs)
    return next((REFUSALS[each] for each in found if each >= 0), None)


def refusal_of_successor(desk: Desk, coverage: Coverage, manager: Manager, needs: Iterable[Need]) -> str | None:
    """Why he may not lead it, limits to his book aside; None: he may."""
    if manager.employed and manager.awaits:
        return "not_present"
    if not stays(desk, manager.id):
        return "left"
    found = unsuited_for(manager, needs)
    if found is None and walled(desk, coverage, manager.id):
        return "wall"
    return found


def refusal_of_step(desk: Desk, coverage: Coverage, to: str) -> str | None:
    """Why a step of a plan is not taken; None: it is."""
    manager = desk.managers.get(to)
    if manager is None:
        return "left"
    found = refusal_of_successor(desk, coverage, manager, needs_of(desk, coverage))
    if found is None and not may_start(desk, manager, coverage):
        return "book_limit"
    return found
