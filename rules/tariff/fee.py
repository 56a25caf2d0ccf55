"""What a period's turnover costs: by the list, and by what was agreed. Exact fractions until one rounding a line."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from models.policy.part import MILLION
from models.policy.tariffs import PriceList, Tier
from rules.tariff.rounding import rounded

Benefit = Mapping[str, Any]
Volume = int | Fraction
"""Minor units; a period's even share of a longer window's turnover need not be whole."""
WAIVE: Final = "waive"


def list_fee(prices: PriceList, volume: Volume) -> Fraction:
    """
    A period's fee by the list, before its rounding; negative turnover costs what none does.

    Of a list by posting: one posting's fee; without one there is no line, and no minimum.
    """
    if prices.basis == "per_txn" and volume <= 0:
        return Fraction(0)
    return _bounded(prices, _by_tiers(prices, prices.tiers, max(volume, 0)))


def agreed_fee(prices: PriceList, benefit: Benefit, volume: Volume) -> Fraction:
    """A period's fee with a benefit to the fee, before its rounding; never above the list fee."""
    listed, turned_over = list_fee(prices, volume), max(volume, 0)
    match benefit["type"]:
        case "waive":
            agreed = Fraction(0)
        case "fixed":
            agreed = _bounded(prices, Fraction(turned_over * benefit["rate_ppm"], MILLION))
        case "spread":
            cheaper = [_cheaper(tier, benefit["spread_ppm"]) for tier in prices.tiers]
            agreed = _bounded(prices, _by_tiers(prices, cheaper, turned_over))
        case "pct_off":
            agreed = listed * (MILLION - benefit["off_ppm"]) / MILLION
        case _:
            agreed = max(Fraction(0), listed - benefit["off_minor"])
    return min(agreed, listed)


def charged(prices: PriceList, benefit: Benefit | None, volumes: Sequence[int]) -> int:
    """What a window of such periods is charged: one line a period, each rounded; `benefit` None: by the list."""
    if benefit is None:
        return sum(rounded(list_fee(prices, volume)) for volume in volumes)
    return sum(rounded(agreed_fee(prices, benefit, volume)) for volume in volumes)


def contribution(prices: PriceList, benefit: Benefit | None, volume: Volume) -> Fraction:
    """What a period's turnover leaves the bank: fee, and what balances earn less what turnover costs."""
    fee = list_fee(prices, volume) if benefit is None else agreed_fee(prices, benefit, volume)
    return fee + beside_fees(prices, volume)


def beside_fees(prices: PriceList, volume: Volume) -> Fraction:
    """What turnover brings beside its fee; negative where it costs more than balances earn."""
    return Fraction(max(volume, 0) * (prices.float_ppm - prices.variable_cost_ppm), MILLION)


def single_rate(prices: PriceList, benefit: Benefit | None) -> int | None:
    """The one rate that holds whatever the turnover, ppm; None where there is none."""
    if benefit is not None and benefit["type"] == WAIVE:
        return 0
    if prices.min_minor is not None or prices.max_minor is not None or prices.mode == "flat":
        return None
    kind = None if benefit is None else benefit["type"]
    # A fixed rate takes the place of the whole tier, never above the list's.
    if kind == "amount_off" or (kind != "fixed" and any(tier.flat_minor for tier in prices.tiers)):
        return None
    rates = {rate_at(prices, benefit, tier.from_minor) for tier in prices.tiers}
    rate = min(rates)
    return rate.numerator if len(rates) == 1 and rate.denominator == 1 else None


def rate_at(prices: PriceList, benefit: Benefit | None, volume: Volume) -> Fraction:
    """The rate of the tier in which a turnover lies, ppm, exact: agreed, never above the list's, or by the list."""
    rate = Fraction(_reached(prices.tiers, volume).rate_ppm)
    if benefit is None:
        return rate
    match benefit["type"]:
        case "fixed":
            return min(rate, Fraction(benefit["rate_ppm"]))
        case "spread":
            return max(Fraction(0), rate - int(benefit["spread_ppm"]))
        case "pct_off":
            return rate * (MILLION - int(benefit["off_ppm"])) / MILLION
        case "amount_off":
            return rate
    return Fraction(0)


def _by_tiers(prices: PriceList, tiers: Sequence[Tier], volume: Volume) -> Fraction:
    if prices.mode == "flat":
        return Fraction(_reached(tiers, volume).flat_minor)
    if prices.mode == "whole":
        reached = _reached(tiers, volume)
        flat = reached.flat_minor if volume > reached.from_minor else 0
        return Fraction(volume * reached.rate_ppm, MILLION) + flat
    total = Fraction(0)
    ends = [tier.from_minor for tier in tiers[1:]]
    for tier, end in zip(tiers, [*ends, None], strict=True):
        if volume <= tier.from_minor:
            break
        part = (volume if end is None else min(volume, end)) - tier.from_minor
        total += Fraction(part * tier.rate_ppm, MILLION) + tier.flat_minor
    return total


def _reached(tiers: Sequence[Tier], volume: Volume) -> Tier:
    return next(tier for tier in reversed(tiers) if tier.from_minor <= max(volume, 0))


def _cheaper(tier: Tier, spread_ppm: int) -> Tier:
    return tier.model_copy(update={"rate_ppm": max(0, tier.rate_ppm - spread_ppm)})


def _bounded(prices: PriceList, fee: Fraction) -> Fraction:
    least = fee if prices.min_minor is None else max(fee, Fraction(prices.min_minor))
    return least if prices.max_minor is None else min(least, Fraction(prices.max_minor))
