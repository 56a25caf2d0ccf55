"""Policies, requests and what people do to them, at random but plausible."""

from datetime import date
from typing import Any

from models.ids import kontor_uuid
from tests.tariff_oracle.calendar import months_on
from tests.tariff_oracle.house import Data, House

PEOPLE = ("M1", "M2", "M30", "M40", "M41", "M42", "M99")
YES = ("M40", "M41", "M42")


def policy(house: House) -> Data:
    """Lists, and the days everything takes."""
    lists = [_list(house, 1, "2025-01-01")]
    if house.chance(25):
        lists.append(_list(house, 2, house.some(("2026-01-15", "2026-03-01", "2025-06-01"))))
    if house.chance(15):
        lists.append({**_list(house, 3, "2025-01-01"), "segment": house.some(("sme", "vip"))})
    benefits = [_template(house, number) for number in range(house.calls.choice((0, 1, 2, 2)))]
    house.proposes = bool(benefits)
    return {
        "name": "oracle",
        "lines": [{}],
        "tariffs": {
            "price_lists": lists,
            "eval_lag_days": house.some((0, 1, 5)),
            "correction_days": house.some((10, 30)),
            "stale_days": house.some((2, 30)),
            "approval_ttl_days": house.some((2, 30)),
            "offer_ttl_days": house.some((2, 30)),
            "benefits": benefits,
            "quiet_days": house.calls.choice((0, 5, 30)),
            "near_threshold_ppm": house.calls.choice((100_000, 400_000)),
            "reciprocity": {"credit_only_below_ppm": 0},  # who is credit only, others look at
            "bubble": {"windows": house.some((1, 2, 3)), "below_forecast_ppm": 500_000},
        },
    }


def _template(house: House, number: int) -> Data:
    """Something Kontor may propose by itself, for some."""
    when: list[Data] = [{}, {"segment": "sme"}, {"segment": ["vip", "sme"]}, {"channel": "phone"}, {"tier": "vip"}]
    said = terms(House(house.calls, house.calls))
    if house.calls.randrange(3):
        said |= {"benefit": {"target": "fee", "type": "pct_off", "off_ppm": 20_000}}
    return {"name": f"t{number}", "item": "settlement", "when": house.calls.choice(when), "terms": said}


def _list(house: House, version: int, valid_from: str) -> Data:
    rates = sorted((house.some(range(200, 6000, 100)) for _ in range(house.some((1, 1, 2, 3)))), reverse=True)
    mode = house.some(("graduated", "graduated", "whole", "flat"))
    tiers = []
    for number, rate in enumerate(rates):
        tier: Data = {"from_minor": (0, 100_000_000, 500_000_000)[number], "rate_ppm": rate}
        if mode == "flat" or house.chance(10):
            tier["flat_minor"] = house.some((0, 50_000, 250_001))
        tiers.append(tier)
    return {
        "item": "settlement",
        "version": version,
        "currency": "RUB",
        "valid_from": valid_from,
        "mode": mode,
        "tiers": tiers,
        "min_minor": house.some((None, None, None, 10_001)),
        "max_minor": house.some((None, None, None, 2_000_000)),
        "floor_ppm": house.some((0, 0, 500)),
        "variable_cost_ppm": house.some((0, 300)),
        "float_ppm": house.some((0, 400)),
    }


def terms(house: House) -> Data:
    """Terms that mostly fit."""
    grant = house.chance(50)
    kind = house.some(("calendar", "calendar", "calendar", "anniversary", "rolling"))
    unit = house.some(("month", "month", "month", "quarter"))
    if grant and kind == "rolling":
        kind = "calendar"
    first = months_on(house.today.replace(day=1), house.some((0, 1, 1)))
    if kind != "rolling" and unit == "quarter":
        first = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    if kind == "anniversary":
        first = first.replace(day=house.some((1, 7, 31 if first.month in (1, 3, 5, 7, 8, 10, 12) else 30 - 2)))
    length = {"month": house.some((1, 3, 4, 6)), "quarter": 6}[unit if kind != "rolling" else "month"]
    said: Data = {
        "mode": "grant_first" if grant else "earn_first",
        "scope": house.some(("coverage", "coverage", "client")),
        "valid_from": first.isoformat(),
        "valid_to": months_on(first, length).isoformat(),
        "applies": None if grant else house.some(("next_window", None, "same_window")),
        "window": {"kind": kind, "months": house.some((1, 2, 3))}
        if kind == "rolling"
        else {"kind": kind, "unit": unit},
        "obligations": obligations(house),
        "benefit": benefit(house),
        "tolerance_ppm": house.some((0, 0, 100_000)),
        "hysteresis": house.some((None, None, {"off_minor": 250_000_000})),
        "cure_windows": house.some((0, 1, 2)),
        "on_miss": house.some(("none", "reprice", "reprice", "shortfall", "min_fee")) if grant else "none",
        "clawback_cap_minor": house.some((None, None, 100_000)),
        "clawback_total_cap_minor": house.some((None, None, 150_000)),
        "min_fee_minor": house.some((None, 500_000)),
    }
    if house.chance(6):
        said |= house.some(
            (
                {"valid_to": None}, {"obligations": None}, {"valid_to": "2026-07-09"}, {"on_miss": "reprice"},
                {"applies": "same_window"},
                {"obligations": {"metric": "karma", "op": ">=", "value": house.some((1, 0))}},
                {"obligations": {"all": [{"metric": "qualified_turnover", "op": ">=", "value_minor": 0}]}},
            )
        )  # fmt: skip
    return said


def obligations(house: House) -> Data:
    """Mostly turnover."""
    turnover = {
        "metric": "qualified_turnover",
        "op": ">=",
        "value_minor": house.some((300_000_000, 200_000_000, 100_000_000)),
    }
    other = house.some(
        (
            {"metric": "products_active", "op": ">=", "value": 1},
            {"metric": "overdue_days", "op": "<=", "value": 5},
            {"metric": "average_balance", "op": ">=", "value_minor": 1_000_000},
            {"metric": "margin", "op": ">=", "value_minor": 10_000},
        )
    )
    alone: list[Data] = [{"all": [turnover]}, turnover, turnover, turnover, {"any": [other]}]
    both: list[Data] = [{"all": [turnover, other]}, {"any": [turnover, other]}, {"all": [turnover, {"not": other}]}]
    said: Data = house.some(alone if house.chance(65) else both)
    return said


def benefit(house: House) -> Data:
    """Any kind, to the fee."""
    kinds: list[Data] = [
        {"type": "fixed", "rate_ppm": house.some((150, 1500))},
        {"type": "spread", "spread_ppm": 100},
        {"type": "pct_off", "off_ppm": house.some((100_000, 333_333))},
        {"type": "amount_off", "off_minor": 5_000},
        {"type": "waive"},
    ]
    said: Data = house.some(kinds)
    return {"target": "fee", **said}


def asks(house: House) -> None:
    """A request, of a new agreement or a new version of one."""
    known = house.some([*house.asked, *house.asked, f"A-{len(house.asked) + 1}"])
    before = house.asked.get(known)
    client_id = before["client_id"] if before else house.some([*house.clients] * 9 + ["C99"])
    said = {
        "agreement_id": known,
        "version": (before["version"] + 1 if before else 1) + house.chance(3),
        "client_id": client_id,
        "item": house.some(("settlement",) * 30 + ("gold",)),
        "by": house.some(("M1", "M1", "M1", "M42")),
        "terms": terms(house),
        "forecast": house.some(
            ({"volume_now_minor": 200_000_000, "volume_minor": [400_000_000, 600_000_000]},) * 9 + (None,)
        ),
        "draft": house.chance(8),
    }
    if house.chance(60):
        said |= {"committee_exception": True, "exception_reason": "an anchor"}
    if client_id in house.clients:
        house.asked[known] = said
    house.says("offer.requested", **said)
    if house.chance(85):
        carry_through(house, {"agreement_id": known, "version": said["version"]})


def carry_through(house: House, which: Data) -> None:
    """Plan what makes an agreement of a request."""
    if house.chance(10):
        house.planned.append(("offer.submitted", {**which, "by": "M1"}))
    for by in house.random.sample(YES, 3):
        house.planned.append(("offer.decided", {**which, "decision": "approve", "by": by}))
    for kind in ("sent", "accepted"):
        house.planned.append((f"offer.{kind}", {**which, "by": "M1"}))


def goes_on(house: House) -> None:
    """The next things that are planned."""
    for _ in range(min(len(house.planned), house.some((0, 1, 3, 6)))):
        kind, data = house.planned.pop(0)
        house.says(kind, **data)


def _of(house: House, **more: Any) -> Data:
    asked = house.some(house.asked.values())
    version = max(1, asked["version"] - house.chance(10))
    return {"agreement_id": asked["agreement_id"], "version": version, **more}


def decides(house: House) -> None:
    decision = house.some(("approve",) * 12 + ("reject", "return"))
    by = house.some(YES if house.chance(75) else PEOPLE)
    house.says("offer.decided", **_of(house, decision=decision, by=by, reason=house.some((None, "so"))))


def steps(house: House) -> None:
    kind = house.some(("sent",) * 6 + ("accepted",) * 6 + ("submitted", "declined", "withdrawn"))
    house.says(f"offer.{kind}", **_of(house, by="M1"))


def reviews(house: House) -> None:
    house.says("offer.reviewed", **_of(house, decision=house.some(("keep", "end")), by=house.some(PEOPLE)))


def ends(house: House) -> None:
    last = house.today.toordinal() + house.some((-1, 0, 5, 20, 40))
    said = _of(house, by=house.some(("client", "bank")), person=house.some(PEOPLE), reason="so")
    house.says("offer.ended", **said, last_day=date.fromordinal(last).isoformat())


def waives(house: House) -> None:
    asked = house.some(house.asked.values())
    said, first = asked["terms"], months_on(house.today.replace(day=1), -house.some((0, 1)))
    name = f"{asked['agreement_id']}|{asked['version']}|adjustment/{said['on_miss']}|{first.isoformat()}|1"
    by, approver = house.some(PEOPLE), house.some(PEOPLE)
    if house.chance(70):
        by, approver = "M40", "M41"
    house.says(
        "fee.waiver", agreement_id=asked["agreement_id"], version=asked["version"], adjustment_id=kontor_uuid(name),
        by=by, approver=approver, reason="a storm",
    )  # fmt: skip


def holds(house: House) -> None:
    coverage_id = house.some(house.coverages or {"G"})
    house.held ^= {coverage_id}
    house.says("risk.hold", coverage_id=coverage_id, set=coverage_id in house.held, reason=house.some((None, "fraud")))
