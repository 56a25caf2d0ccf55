"""
Fees of a price list by posting: each posting that counts is a line of its own, at the tier of its amount.

A return costs nothing and gives nothing back. A forecast says turnover and not postings: there a period's
turnover counts as one of them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from models.policy.tariffs import PriceList
from rules.tariff.fee import Benefit, agreed_fee, list_fee
from rules.tariff.rounding import rounded

PER_TXN: Final = "per_txn"
Days = tuple[date, date | None]
"""`[from, to)`; None: still."""


def fee_by_posting(
    prices: PriceList, benefit: Benefit | None, lines: Iterable[tuple[date, int]], at_list: Sequence[Days]
) -> int:
    """
    What postings cost, minor units, each line rounded; `lines` are value dates and amounts above 0.

    `benefit` None: by the list, as on the days `at_list` whatever was agreed.
    """
    total = 0
    for day, amount in lines:
        listed = benefit is None or any(since <= day and (to is None or day < to) for since, to in at_list)
        total += rounded(list_fee(prices, amount) if listed or benefit is None else agreed_fee(prices, benefit, amount))
    return total
