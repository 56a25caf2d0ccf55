"""What clients do, at random but plausible."""

from tests.tariff_oracle.calendar import later, months_on
from tests.tariff_oracle.house import Data, House


def posts(house: House) -> None:
    """A posting, mostly a sale of these days; some late, some repeated."""
    if house.posted and house.chance(5):
        house.says("turnover.posted", **house.some(house.posted[-12:]))
        return
    direction, kind = house.some(
        (("credit", "sale"),) * 8
        + (("debit", "return"), ("credit", "own_transfer"), ("debit", "sale"), ("credit", "other"))
    )
    posting: Data = {
        "posting_id": f"p{len(house.posted)}",
        "client_id": house.some(house.clients),
        "amount_minor": house.random.randrange(1, house.some((1_000_000, 20_000_000, 60_000_000))),
        "currency": house.some(("RUB",) * 12 + ("USD",)),
        "direction": direction,
        "kind": kind,
        "value_date": house.ago(house.some((0, 0, 0, 2, 2, 20, 60))),
    }
    house.posted.append(posting)
    house.says("turnover.posted", **posting)


def reverses(house: House) -> None:
    recent = [each for each in house.posted[-12:] if each["value_date"] > later(house.today, -40).isoformat()]
    if not house.proposes and house.chance(15):
        # Of any time, even when nobody can tell any more what it came to: of sales, so that all of them counted.
        recent = [each for each in house.posted if each["kind"] == "sale" and each["currency"] == "RUB"]
        recent = [each for each in recent if each["direction"] == "credit" and each["posting_id"] not in house.reversed]
    if recent:
        back = house.some(recent)
        house.reversed.add(back["posting_id"])
        house.says("turnover.reversed", **{name: back[name] for name in ("posting_id", "client_id", "value_date")})


def reports(house: House) -> None:
    """A balance, a loan, a product, or last month's margin."""
    client_id = house.some(house.clients)
    what = house.random.randrange(4)
    if what == 0:
        house.says(
            "balance.recorded", client_id=client_id, average_minor=house.some((-5, 900_000, 2_000_001)),
            currency="RUB", day=house.today.isoformat(),
        )  # fmt: skip
    elif what == 1:
        house.says(
            "loan.updated", client_id=client_id, exposure_minor=house.some((0, 10**9)), currency="RUB",
            rate_ppm=180_000, overdue_days=house.some((0, 0, 9)),
        )  # fmt: skip
    elif what == 2:
        kind = house.some(("product.activated", "product.activated", "product.closed"))
        house.says(kind, client_id=client_id, product=house.some(("acquiring", "deposit")))
    else:
        house.says(
            "margin.recorded", client_id=client_id, credit_minor=house.some((0, 9_000)), non_credit_minor=5_000,
            cost_minor=house.some((0, 2_000)), currency="RUB",
            month=months_on(house.today.replace(day=1), -house.some((0, 1))).isoformat()[:7],
        )  # fmt: skip


def moves(house: House) -> None:
    """A client changes group."""
    client_id = house.some(house.clients)
    house.client(client_id, group_id=house.some(("G", "G", "H", None)), manager_id="M1")
