"""A client who changes group brings his loan and his products along: the new coverage knows of them."""

import pytest

from tests.rules.tariff.agreed import a_bank, a_month, agreed
from tests.rules.tariff.prices import terms
from tests.rules.tariff.restarted import restarted

ASKED = {"all": [{"metric": "products_active", "op": ">=", "value": 1}]}


@pytest.mark.parametrize("closed", [False, True])
def test_a_product_begun_in_another_coverage_counts_where_its_client_is_now(closed: bool) -> None:
    bank = a_bank("C1")
    bank.client("C2")
    bank.says("product.activated", client_id="C1", product="deposit")
    bank.says("product.closed", client_id="C1", product="deposit")
    bank.says("product.activated", client_id="C2", product="acquiring")
    if closed:
        bank.says("product.closed", client_id="C2", product="acquiring")
    agreed(bank, terms(obligations=ASKED))
    bank.client("C2", group_id="G", manager_id="M1")
    a_month(bank, "2026-01", 1)
    bank.on("2026-02-10")
    (verdict,) = [each for each in bank.told if each["type"].startswith("benefit.") and each["closed"]]
    assert verdict["values"]["products_active"] == (0 if closed else 1)
    assert verdict["type"] == ("benefit.not_earned" if closed else "benefit.earned")
    restarted(bank)
