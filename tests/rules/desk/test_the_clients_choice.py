"""Whom a client may choose, and what he is told when his choice cannot be."""

from typing import Any

import pytest

from rules.desk.choice import Choosable, answer, page
from tests.rules.desk.bank import POLICY, Bank
from tests.rules.desk.restarted import restarted

ONLY_CHOSEN: dict[str, Any] = POLICY | {
    "lines": [{"when": {}, "steps": [{"after_s": 0, "who": ["chosen"]}], "escalate_after_s": None}]
}


def dossier(fee: int = 0, *, published: bool = True) -> dict[str, Any]:
    return {
        "title": "Trade finance",
        "years": 9,
        "certificates": [],
        "industries": [],
        "services": [],
        "choice_fee_minor": fee,
        "published": published,
    }


def bank_with(*managers: str, policy: dict[str, Any] = POLICY, **profile: Any) -> Bank:
    bank = Bank(policy)
    for name in managers:
        bank.manager(name, dossier=dossier(100), **profile)
    return bank


def shown(bank: Bank, client: str = "K") -> list[str]:
    return [each.manager_id for each in page(bank.fold.desks["D"], client, "chat").managers]


def assert_told_alike(bank: Bank, one: str, other: str, instead: str) -> None:
    """Two who cannot be chosen, for reasons of which only one may be known, are answered with the same third."""
    bank.open("C1", 1, "K", requested_manager_id=one)
    bank.open("C2", 1, "K", requested_manager_id=other)
    contacts = bank.fold.desks["D"].contacts
    first, second = (answer(bank.fold.desks["D"], contacts[each]) for each in ("C1", "C2"))
    assert first == second
    assert (first.granted, first.manager) == (False, Choosable(instead, 0, 100))
    assert bank.last("C1")["public_reason"] == bank.last("C2")["public_reason"] == "waiting"


def test_at_most_three_are_shown_with_their_fee_and_until_when_an_answer_counts() -> None:
    bank = bank_with("M1", "M2", "M3", "M4")
    bank.client("K")

    told = page(bank.fold.desks["D"], "K", "chat")

    assert len(told.managers) == 3
    assert all(each == Choosable(each.manager_id, 0, 100) for each in told.managers)
    assert told.answer_within_s == 1800
    bank.activate(POLICY | {"choice": {"shown": 1, "answer_within_s": 60}}, 1)
    assert len(shown(bank)) == 1
    bank.activate(POLICY | {"choice": {"enabled": False}}, 1)
    assert shown(bank) == []


def test_only_published_dossiers_of_people_who_are_there_and_suited_are_shown() -> None:
    bank = bank_with("M1")
    bank.manager("UNPUBLISHED", dossier=dossier(published=False))
    bank.manager("NONE")
    bank.manager("AWAY", 0, "away", dossier=dossier())
    bank.manager("UNSUITED", segments=["retail"], dossier=dossier())
    bank.client("K")

    assert shown(bank) == ["M1"]


def test_who_has_his_hands_full_comes_last_and_with_the_wait() -> None:
    bank = bank_with("M1", "M2", capacity=1)
    bank.open("C0", 0)
    bank.close("C0", 60)
    bank.client("K")
    bank.open("C1", 61, requested_manager_id="M1")

    told = page(bank.fold.desks["D"], "K", "chat").managers

    assert told == (Choosable("M2", 0, 100), Choosable("M1", 30, 100))


def test_asking_changes_nothing() -> None:
    bank = bank_with("M1", "M2")
    rows = {key: bank.fold.row(key) for key in bank.fold.take_touched()}
    shown(bank, "nobody-knows-him")
    assert list(bank.fold.take_touched()) == []
    assert {key: bank.fold.row(key) for key in rows} == rows
    assert "nobody-knows-him" not in bank.fold.desks["D"].coverages
    bank.open("C1", 1, "nobody-knows-him")
    restarted(bank)


def test_a_choice_that_cannot_be_gets_an_alternative_and_no_reason() -> None:
    bank = bank_with("M1", policy=ONLY_CHOSEN)
    bank.client("K")
    bank.manager("UNSUITED", segments=["retail"], dossier=dossier())
    bank.manager("AWAY", 0, "away", dossier=dossier())

    assert_told_alike(bank, "UNSUITED", "AWAY", instead="M1")


def test_a_manager_behind_a_wall_is_not_shown_and_a_choice_of_him_gets_an_alternative_and_no_reason() -> None:
    bank = bank_with("M1", "M2", policy=ONLY_CHOSEN)
    bank.client("RIVAL", manager_id="M1")
    bank.client("K", rivals=["RIVAL"])
    bank.manager("AWAY", 0, "away", dossier=dossier())

    assert shown(bank) == ["M2"]

    assert_told_alike(bank, "M1", "AWAY", instead="M2")


def test_a_choice_that_only_has_to_wait_is_granted() -> None:
    bank = bank_with("M1", "M2", policy=ONLY_CHOSEN, capacity=1)
    bank.client("K")
    bank.open("C1", 1, "K", requested_manager_id="M1")
    bank.open("C2", 1, "K", requested_manager_id="M1")
    told = answer(bank.fold.desks["D"], bank.fold.desks["D"].contacts["C2"])

    assert (told.granted, told.manager) == (True, Choosable("M1", None, 100))
    bank.open("C3", 1, "K")
    with pytest.raises(ValueError, match="nobody was chosen for contact C3"):
        answer(bank.fold.desks["D"], bank.fold.desks["D"].contacts["C3"])
