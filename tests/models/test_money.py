"""An amount keeps its currency, and no other currency comes into it."""

from collections.abc import Callable
from operator import add, ge, gt, le, lt, sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import Money, OtherCurrencyError, total

MINOR = st.integers(min_value=-(2**80), max_value=2**80)


@given(MINOR, MINOR)
def test_amounts_of_one_currency_are_counted_like_their_minor_units(one: int, other: int) -> None:
    mine, yours = Money(one, "RUB"), Money(other, "RUB")
    assert mine + yours == Money(one + other, "RUB")
    assert mine - yours == Money(one - other, "RUB")
    assert -mine == Money(-one, "RUB")
    assert (mine < yours, mine <= yours, mine > yours, mine >= yours) == (
        one < other, one <= other, one > other, one >= other,
    )  # fmt: skip
    assert bool(mine) is bool(one)
    assert total("RUB", [mine, yours, mine]).of("RUB") == 2 * one + other


@pytest.mark.parametrize("act", [add, sub, lt, le, gt, ge])
def test_amounts_of_two_currencies_are_neither_added_nor_compared(act: Callable[[Money, Money], object]) -> None:
    with pytest.raises(OtherCurrencyError, match=r"minor units of (RUB|USD) are taken for (USD|RUB)"):
        act(Money(100, "RUB"), Money(100, "USD"))


def test_the_same_number_of_another_currency_is_another_amount() -> None:
    assert Money(100, "RUB") != Money(100, "USD")


def test_a_sum_refuses_what_is_of_another_currency_and_of_nothing_is_nothing_of_its_own() -> None:
    with pytest.raises(OtherCurrencyError):
        total("RUB", [Money(1, "RUB"), Money(1, "USD")])
    assert total("JPY", []) == Money(0, "JPY")


def test_who_takes_the_minor_units_says_in_which_currency_he_counts() -> None:
    assert Money(7, "KWD").of("KWD") == 7
    with pytest.raises(OtherCurrencyError, match="7 minor units of KWD are taken for RUB"):
        Money(7, "KWD").of("RUB")
