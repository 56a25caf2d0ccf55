"""A dossier that says what it may not is taken, and never shown."""

from typing import Any

from tests.rules.intake.bank import Bank


def dossier(title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "years": 7, **more}


def test_a_dossier_that_promises_a_tariff_is_not_published_and_the_manager_works_all_the_same() -> None:
    bank = Bank()

    (told,) = bank.manager("M1", dossier=dossier("Loans at 9 %", choice_fee_minor=500))
    assert told.type == "manager.updated"
    assert told.data["dossier"]["published"] is False
    assert told.data["dossier"]["choice_fee_minor"] == 500
    assert bank.counts() == {"dossier_refused": 1}

    (told,) = bank.manager("M1", dossier=dossier("Agriculture and foreign trade"))
    assert told.data["dossier"]["published"] is True
    assert bank.counts() == {}


def test_one_that_is_not_published_anyway_is_not_looked_at() -> None:
    bank = Bank()
    bank.manager("M1", dossier=dossier("Loans at 9 %", published=False))
    assert bank.counts() == {}
