"""At every moment of a life with a soft rate, the rules know who only borrows as the page says it, day by day."""

from datetime import date, timedelta
from random import Random

import orjson
import pytest

from models.business_days import business_date
from models.policy.worth import Reciprocity
from rules.tariff.brought import brought
from rules.tariff.figures import Figures
from tests.rules.tariff.agreed import a_bank, agreed
from tests.rules.tariff.bank import Bank
from tests.rules.tariff.restarted import restarted
from tests.rules.tariff.test_credit_only import LOAN, SOFT
from tests.rules.tariff.test_reciprocity import loan, product
from tests.tariff_oracle.beside_loans import only_borrows, reciprocity
from tests.tariff_oracle.figures import Heard

RULES = Reciprocity()


def heard(bank: Bank) -> list[Heard]:
    """What the coverage was told."""
    found = []
    for record in bank.log:
        command = orjson.loads(record.value or b"")
        if command.get("coverage_id") == "G" and not command["type"].startswith(("offer.", "tick", "risk.")):
            day = business_date(command["at"], "Europe/Moscow")
            found.append(Heard(day, day, command["type"], command["data"], command.get("since")))
    return found


def one_thing(bank: Bank, random: Random) -> None:
    client_id = random.choice(("C1", "C2"))
    match random.randrange(8):
        case 0 | 1:
            loan(bank, random.choice((0, 10**6, 10**9, 2 * 10**9)), client_id, random.choice(("RUB",) * 5 + ("USD",)))
        case 2:
            code = random.choice(("loan", "acquiring", "deposit"))
            product(bank, code, closed=random.random() < 0.7, client_id=client_id)
        case 3 | 4:
            ago = timedelta(days=random.randrange(60))
            minor, way = random.choice((10**5, 4 * 10**7, 2 * 10**8)), random.random() < 0.8
            bank.posts(
                client_id, minor, (date.fromisoformat(bank.today) - ago).isoformat(),
                direction="credit" if way else "debit", kind="sale" if way else "return",
            )  # fmt: skip
        case 5:
            bank.client("C2", group_id=random.choice(("G", "G", "H")), manager_id="M1")
        case _:
            bank.on((date.fromisoformat(bank.today) + timedelta(days=random.randrange(1, 45))).isoformat())


@pytest.mark.parametrize("seed", range(8))
def test_the_rules_know_who_only_borrows_and_what_is_brought_beside(seed: int) -> None:
    random = Random(seed)
    bank = a_bank("C1", "C2", prices=LOAN)
    product(bank, "acquiring")
    agreed(bank, SOFT | {"valid_to": "2028-01-01"}, item="loan", forecast=None)
    bank.on("2026-01-05")
    for _ in range(90):
        if bank.today > "2027-04-01":
            break
        one_thing(bank, random)
        coverage, events, today = bank.fold.coverages["G"], heard(bank), date.fromisoformat(bank.today)
        expected = only_borrows(events, "RUB", today, RULES)
        assert coverage.is_credit_only is expected
        alerts = bank.of("alert.credit_only")
        assert expected is bool(alerts and not alerts[-1]["cleared"])
        found = brought(coverage, Figures(coverage, "RUB"), "RUB", today)
        assert (None if found is None else found.value) == reciprocity(events, "RUB", today, RULES)
    cleared = [each["cleared"] for each in bank.of("alert.credit_only")]
    assert cleared == [number % 2 == 1 for number in range(len(cleared))], "once, and once that it is over"
    restarted(bank)


def test_the_lives_above_have_coverages_that_come_to_only_borrow_and_cease_to() -> None:
    seen = set()
    for seed in range(2):
        random, bank = Random(seed), a_bank("C1", "C2", prices=LOAN)
        product(bank, "acquiring")
        agreed(bank, SOFT | {"valid_to": "2028-01-01"}, item="loan", forecast=None)
        bank.on("2026-01-05")
        while bank.today < "2027-04-01":
            one_thing(bank, random)
        seen |= {each["cleared"] for each in bank.of("alert.credit_only")}
    assert seen == {True, False}
