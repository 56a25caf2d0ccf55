"""The money of a window: what a miss costs, who pays which part, what it brought against what was promised."""

from fractions import Fraction
from typing import NamedTuple

from models.ids import kontor_uuid
from rules.tariff.agreement import Agreement, WindowRow
from rules.tariff.fee import beside_fees, contribution
from rules.tariff.miss import Charge, Miss, miss
from rules.tariff.rounding import allocated, rounded
from rules.tariff.running import Running
from rules.tariff.telling import tell
from rules.tariff.windows import Window, charged_part, spread_over


def miss_of(running: Running, window: Window) -> Miss:
    """What a granted window that was missed owes, within the caps."""
    terms, prices = running.agreement.terms, running.prices(window)
    charge = Charge(
        running.volume(window),
        spread_over(prices, terms),
        running.fee(window, granted=False),
        running.fee(window, granted=True),
    )
    return miss(terms, prices, charge, _owed_before(running, window))


def _owed_before(running: Running, window: Window) -> int:
    """What earlier windows of all versions owe; what people have forgiven is owed no more."""
    return sum(
        0 if row.waived else row.miss_minor
        for (agreement_id, _), rows in sorted(running.coverage.windows.items())
        if agreement_id == running.agreement.agreement_id
        for row in rows.values()
        if row.first < window.first.isoformat()
    )


class Reckoning(NamedTuple):
    """What an adjustment of a window rests on, minor units."""

    list_minor: int
    charged_minor: int
    volume_minor: int
    price_list_version: int
    shares: dict[str, int]
    """Turnover by client, of those who had some."""

    @classmethod
    def now(cls, running: Running, row: WindowRow, window: Window) -> "Reckoning":
        """As the records so far say."""
        part = charged_part(running.agreement.terms, window)
        return cls(
            running.fee(window, granted=False),
            running.fee(window, granted=row.granted),
            running.volume(window),
            running.prices(window).version,
            dict(running.facts.turnover_by_client(part.first, part.to)),
        )

    @classmethod
    def of_miss(cls, running: Running, row: WindowRow, window: Window) -> "Reckoning":
        """As the miss was judged last: postings may be archived since, or have come too late to move it."""
        return cls.now(running, row, window) if row.owed_by is None else cls(**row.owed_by)


def adjust(
    running: Running, row: WindowRow, window: Window, kind: str, amount: int, *, capped: bool = False,
    waived_by: list[str] | None = None,
) -> str:  # fmt: skip
    """Publish an adjustment of a window; gives its id."""
    agreement = running.agreement
    reckoned = (Reckoning.of_miss if kind == "waiver" else Reckoning.now)(running, row, window)
    ordinal = row.adjusted[kind] = row.adjusted.get(kind, 0) + 1
    identifier = kontor_uuid(f"{agreement.agreement_id}|{agreement.version}|adjustment/{kind}|{row.first}|{ordinal}")
    split = allocated(amount, reckoned.shares) or {agreement.client_id: amount}
    tell(
        running.coverage,
        "fee.adjusted",
        agreement,
        {
            "adjustment_id": identifier,
            "verdict_id": row.verdict_id,
            "window": window.said(),
            "kind": kind,
            "amount_minor": amount,
            "basis": {name: getattr(reckoned, name) for name in ("list_minor", "charged_minor", "volume_minor")},
            "allocations": [{"client_id": client_id, "amount_minor": each} for client_id, each in split.items()],
            "capped": capped,
            "waived_by": waived_by,
        },
        price_list_version=reckoned.price_list_version,
    )
    return identifier


def realised(running: Running, row: WindowRow, window: Window) -> int | None:
    """What a window brought over what the client brought before; None without a forecast."""
    forecast = running.agreement.forecast
    if forecast is None:
        return None
    prices = running.prices(window)
    parts = spread_over(prices, running.agreement.terms)
    now = parts * contribution(prices, None, Fraction(forecast["volume_now_minor"], parts))
    owed = 0 if row.waived else row.miss_minor
    return rounded(running.fee(window, granted=row.granted) + owed + beside_fees(prices, running.volume(window)) - now)


def promised_of(agreement: Agreement, count: int) -> list[int]:
    """What the first `count` windows were to bring: a rolling one's money is that of its last month."""
    flows = agreement.simulation["flows"] or [0]
    before = agreement.terms["window"]["months"] - 1 if agreement.terms["window"]["kind"] == "rolling" else 0
    return [int(flows[min(before + place, len(flows) - 1)]) for place in range(count)]


def tell_profit(running: Running, row: WindowRow, window: Window, supersedes: str | None) -> None:
    """Publish what a window was to bring and what it brought, alone and together with those before it."""
    amount = realised(running, row, window)
    if amount is None:
        return
    row.realised_minor = amount
    judged = [
        each for each in sorted(running.rows.values(), key=lambda each: each.first) if each.realised_minor is not None
    ]
    upto = [each for each in judged if each.first <= row.first]
    promised = promised_of(running.agreement, len(upto))
    tell(
        running.coverage,
        "profit.realised",
        running.agreement,
        {
            "verdict_id": row.verdict_id,
            "supersedes": supersedes,
            "window": window.said(),
            "forecast_minor": promised[-1],
            "realised_minor": amount,
            "cumulative_forecast_minor": sum(promised),
            "cumulative_realised_minor": sum(each.realised_minor or 0 for each in upto),
        },
    )
