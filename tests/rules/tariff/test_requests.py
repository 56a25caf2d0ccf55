"""What is said of what people asked for: their own words, and every reason why it does not pass."""

import pytest

from tests.rules.tariff.agreed import FORECAST, a_bank, kinds, request
from tests.rules.tariff.prices import ONE_TIER, terms, turnover


def test_terms_and_forecast_are_published_as_they_were_asked_for() -> None:
    bank = a_bank("C1")
    asked = terms(
        hysteresis={"off_minor": 450_000_000},
        clawback_cap_minor=None,
        clawback_total_cap_minor=None,
        min_fee_minor=None,
    )
    drafted, pending = request(bank, asked)
    assert drafted["terms"] == pending["terms"] == asked
    assert drafted["forecast"] == pending["forecast"] == FORECAST


@pytest.mark.parametrize("benefit", [{"type": "waive"}, {"type": "pct_off", "off_ppm": 1}])
def test_a_benefit_is_published_with_the_value_of_its_own_kind_alone(benefit: dict[str, object]) -> None:
    bank = a_bank("C1", prices={**ONE_TIER, "float_ppm": 600})
    asked = terms(benefit={"target": "fee", **benefit}, window={"kind": "rolling", "months": 2})
    drafted, _ = request(bank, asked, committee_exception=True, exception_reason="an anchor")
    assert drafted["terms"]["benefit"] == asked["benefit"]
    assert drafted["terms"]["window"] == asked["window"]


def test_a_refused_request_says_by_which_list_it_was_looked_at_and_in_which_currency() -> None:
    bank = a_bank("C1", prices={**ONE_TIER, "version": 7, "currency": "EUR"})
    (told,) = request(bank, terms(valid_to=None))
    assert (told["currency"], told["price_list_version"]) == ("EUR", 7)
    (told,) = request(bank, item="gold")
    assert (told["reasons"], told["currency"], told["price_list_version"]) == (["unknown_item"], None, None)


def test_a_metric_nobody_knows_is_named_beside_an_obligation_that_cannot_fail() -> None:
    bank = a_bank("C1")
    asked = {"any": [{"metric": "karma", "op": ">=", "value": 5}, *turnover(0)["all"]]}
    (told,) = request(bank, terms(obligations=asked))
    assert kinds([told]) == ["offer.refused"]
    assert told["reasons"] == ["no_obligation", "unknown_metric"]
