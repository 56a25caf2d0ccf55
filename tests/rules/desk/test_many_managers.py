"""A desk of many managers mends what it knows of them; it decides as one that looks at everybody again each time."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from rules.desk.constraints import AT_CAPACITY, CHANNEL_LIMIT, NO_ROOM, UNSUITED, refusal
from rules.desk.need import Need
from rules.desk.panel import ELIGIBLE, Panel
from rules.desk.staff import FIT, Manager
from tests.rules.desk.bank import Bank

MANAGERS = 40
"""More than a desk counts anew at each decision."""
CONTACTS = 600
"""So many that the log of who changed is cut while they come."""
OPEN = 80
"""So many are open at once, so that some managers have no room."""
LINE = {"when": {}, "steps": [{"after_s": 0, "who": ["specialist"]}, {"after_s": 3, "who": ["anyone"]}]}
POLICY = {"name": "many", "lines": [LINE], "presence": {"debounce_s": 0}, "wrap_up_s": {"phone": 2}}
INDUSTRIES = ("farming", "mining")


def profile(draw: Random) -> dict[str, Any]:
    """One of the profiles of the desk's managers."""
    return {
        "capacity": draw.randint(2, 6),
        "skills": {"fx": draw.randrange(4)},
        "industries": draw.sample(INDUSTRIES, draw.randrange(3)),
        "channels": {"chat": 1} if draw.random() < 0.5 else {},
    }


def said(seed: int, *, forgetful: bool) -> Bank:
    """A day of the desk; a forgetful one keeps nothing of what it knew of its managers."""
    draw, bank = Random(seed), Bank(POLICY)
    for number in range(MANAGERS):
        bank.manager(f"M{number}", **profile(draw))
    for number in range(9):
        bank.client(f"K{number}", industry=draw.choice(INDUSTRIES))
    for number in range(CONTACTS):
        if forgetful:
            desk = bank.fold.desks["D"]
            for views in (desk.panels, desk.nears, desk.shorts):
                views.clear()
        fx = {"skill": "fx", "min_level": draw.randrange(4), "mandatory": draw.random() < 0.5}
        channel = draw.choice(("chat", "phone"))
        skills = [fx] if draw.random() < 0.7 else []
        bank.open(f"C{number}", number, f"K{draw.randrange(9)}", channel=channel, required_skills=skills)
        if number > OPEN:
            bank.close(f"C{number - OPEN}", number)
        if draw.random() < 0.1:
            bank.presence(f"M{draw.randrange(MANAGERS)}", number, draw.choice(("available", "available", "away")))
        if draw.random() < 0.05:
            bank.manager(f"M{draw.randrange(MANAGERS)}", number, **profile(draw))
    return bank


def first_of_the_table(manager: Manager, need: Need) -> int:
    """The refusal as the table of refusals tells it."""
    if manager.unfit != FIT:
        return manager.unfit
    return next((reason for reason, test in (*UNSUITED, *NO_ROOM) if test(manager, need)), FIT)


@pytest.fixture(scope="module")
def kept() -> Bank:
    """The day of a desk that keeps what it knew."""
    return said(1, forgetful=False)


def test_what_is_kept_of_many_managers_changes_no_byte_of_what_is_said(kept: Bank) -> None:
    desk = kept.fold.desks["D"]
    assert desk.log_base > 0, "the log was never cut"
    assert any(panel.mendable for panel in desk.panels.values())
    assert kept.said == said(1, forgetful=True).said


def test_one_manager_is_told_as_he_is_now_by_a_panel_that_has_not_been_asked_for_long(kept: Bank) -> None:
    desk, seen, behind = kept.fold.desks["D"], set(), 0
    for panel in desk.panels.values():
        behind += 0 <= panel.seen < desk.changes
        for manager in desk.employed.values():
            told = first_of_the_table(manager, panel.need)
            seen.add(told)
            assert refusal(manager, panel.need) == told
            assert panel.verdict(manager.id) == (ELIGIBLE if told == FIT else told)
    assert behind, "every panel was up to date"
    assert seen >= {FIT, AT_CAPACITY, CHANNEL_LIMIT}, "not every way of having no room was met"


def test_a_mended_panel_counts_and_ranks_as_one_that_looks_at_everybody() -> None:
    desk = said(2, forgetful=False).fold.desks["D"]
    for need in list(desk.panels):
        mended, rebuilt, counted = desk.panel(need), *(Panel(need, desk.employed, len(desk.managers)) for _ in range(2))
        rebuilt.rebuild()
        counted.count(desk.people)
        verdicts = Counter(rebuilt.verdict(each) for each in desk.employed)
        for panel in (mended, rebuilt, counted):
            assert panel.counts == [verdicts[at] for at in range(ELIGIBLE + 1)]
            ranked = list(panel.ranked())
            assert ranked == sorted(ranked)
            assert ranked == list(counted.ranked())
            for industry in INDUSTRIES:
                theirs = {each.id for each in desk.employed.values() if industry in each.industries}
                of_them = Counter(rebuilt.verdict(each) for each in theirs)
                assert panel.counts_of(industry) == [of_them[at] for at in range(ELIGIBLE + 1)]
                assert list(panel.ranked_of(industry)) == [key for key in ranked if key[3] in theirs]
