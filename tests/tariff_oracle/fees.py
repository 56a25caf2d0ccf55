"""What turnover costs: tiers summed, then min, then max, then rounded once."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from models.policy.tariffs import PriceList, Tariffs

MILLION = 1_000_000
Benefit = dict[str, Any]


def rounded(exact: Fraction) -> int:
    """Half away from zero."""
    return floor(exact + Fraction(1, 2)) if exact >= 0 else -floor(-exact + Fraction(1, 2))


def up(exact: Fraction) -> int:
    return ceil(exact)


def in_force(tariffs: Tariffs, item: str, segment: str | None, day: Any, currency: str | None) -> PriceList | None:
    """Segment before everybody's, then the higher version."""
    best = None
    for each in tariffs.price_lists:
        text = day.isoformat()
        if each.item != item or each.segment not in (None, segment) or text < each.valid_from:
            continue
        if (each.valid_to is not None and text >= each.valid_to) or currency not in (None, each.currency):
            continue
        if best is None or (each.segment is not None, each.version) > (best.segment is not None, best.version):
            best = each
    return best


def tier_at(prices: PriceList, volume: int | Fraction) -> Any:
    return [tier for tier in prices.tiers if tier.from_minor <= volume][-1]


def fee(prices: PriceList, benefit: Benefit | None, volume: int | Fraction) -> Fraction:
    """The exact fee of one period by the list, or under a benefit."""
    volume = max(volume, 0)
    listed = _bounded(prices, _tiers(prices, None, volume))
    if benefit is None:
        return listed
    kind = benefit["type"]
    agreed = Fraction(0)
    if kind == "pct_off":
        agreed = listed * (MILLION - benefit["off_ppm"]) / MILLION
    elif kind == "amount_off":
        agreed = max(Fraction(0), listed - benefit["off_minor"])
    elif kind == "fixed":
        agreed = _bounded(prices, Fraction(volume) * benefit["rate_ppm"] / MILLION)
    elif kind == "spread":
        agreed = _bounded(prices, _tiers(prices, benefit["spread_ppm"], volume))
    return min(listed, agreed)


def _tiers(prices: PriceList, spread: int | None, volume: int | Fraction) -> Fraction:
    if prices.mode == "flat":
        return Fraction(tier_at(prices, volume).flat_minor)
    total = Fraction(0)
    for number, tier in enumerate(prices.tiers):
        rate = max(0, tier.rate_ppm - (spread or 0))
        to = prices.tiers[number + 1].from_minor if number + 1 < len(prices.tiers) else None
        if prices.mode == "graduated":
            inside = (volume if to is None else min(volume, to)) - tier.from_minor
            total += Fraction(max(inside, 0)) * rate / MILLION
            total += tier.flat_minor if volume > tier.from_minor else 0
        elif tier is tier_at(prices, volume):
            total += Fraction(volume) * rate / MILLION
            total += tier.flat_minor if volume > tier.from_minor else 0
    return total


def _bounded(prices: PriceList, exact: Fraction) -> Fraction:
    if prices.min_minor is not None:
        exact = max(exact, Fraction(prices.min_minor))
    if prices.max_minor is not None:
        exact = min(exact, Fraction(prices.max_minor))
    return exact


def rate_at(prices: PriceList, benefit: Benefit | None, volume: int | Fraction) -> Fraction:
    """The rate at a turnover's tier."""
    listed = Fraction(tier_at(prices, volume).rate_ppm)
    if benefit is None:
        return listed
    kind = benefit["type"]
    agreed = listed
    if kind == "waive":
        agreed = Fraction(0)
    elif kind == "fixed":
        agreed = Fraction(benefit["rate_ppm"])
    elif kind == "spread":
        agreed = max(Fraction(0), listed - benefit["spread_ppm"])
    elif kind == "pct_off":
        agreed = listed * (MILLION - benefit["off_ppm"]) / MILLION
    return min(listed, agreed)


def single_rate(prices: PriceList | None, benefit: Benefit | None) -> int | None:
    """The rate in whole ppm that holds whatever the turnover, where there is one."""
    if benefit is not None and benefit["type"] == "waive":
        return 0
    if prices is None or prices.mode == "flat" or (benefit is not None and benefit["type"] == "amount_off"):
        return None
    if prices.min_minor is not None or prices.max_minor is not None:
        return None
    fixed = benefit is not None and benefit["type"] == "fixed"
    if any(tier.flat_minor for tier in prices.tiers) and not fixed:
        return None
    rates = {rate_at(prices, benefit, tier.from_minor) for tier in prices.tiers}
    return int(next(iter(rates))) if len(rates) == 1 and next(iter(rates)).denominator == 1 else None


def shares(amount: int, parts: dict[str, int], otherwise: str) -> list[dict[str, Any]]:
    """By turnover, largest remainder, to the sum."""
    parts = {client: part for client, part in parts.items() if part > 0}
    total = sum(parts.values())
    if not total:
        return [{"client_id": otherwise, "amount_minor": amount}]
    sign, size = (-1 if amount < 0 else 1), abs(amount)
    given = {client: size * part // total for client, part in parts.items()}
    left = size - sum(given.values())
    for client in sorted(parts, key=lambda each: (-(size * parts[each] % total), each))[:left]:
        given[client] += 1
    return [{"client_id": client, "amount_minor": sign * given[client]} for client in sorted(given)]


def pieces(volume: int, count: int) -> list[Fraction]:
    """A window's turnover spread evenly over its periods."""
    return [Fraction(volume, count)] * count
