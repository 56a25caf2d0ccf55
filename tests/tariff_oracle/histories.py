"""Random tariff lives of a small bank, each from one seed."""

from random import Random

from models.unit import InboxRecord
from tests.tariff_oracle import business, offerings
from tests.tariff_oracle.house import House

RARE = (offerings.holds, offerings.ends, offerings.reviews, business.moves, offerings.asks)


def make_history(seed: int, days: int = 150) -> list[InboxRecord]:
    """Make one life: people and clients first, then day after day."""
    house = House(Random(seed), Random(seed + 1))
    house.activate(offerings.policy(house))
    for manager_id, levels, interests in (
        ("M1", [], []), ("M2", ["head"], []), ("M30", ["head"], ["C2"]), ("M40", ["committee"], []),
        ("M41", ["committee"], house.some(([], [], ["G"]))), ("M42", ["committee", "head"], []),
    ):  # fmt: skip
        house.says(
            "manager.updated", manager_id=manager_id, desk_id="D", segments=["sme"], approval_levels=levels,
            interests=interests,
        )  # fmt: skip
    house.client("C1", group_id="G", manager_id="M1")
    house.client("C2", group_id="G", manager_id="M1", backup_manager_id=house.some((None, None, "M2")))
    if house.chance(30):
        house.client("C3", manager_id="M1")
    calm = house.chance(60)
    for _ in range(days):
        _one_day(house, calm=calm)
        house.next_day()
    return house.records


def _one_day(house: House, *, calm: bool) -> None:
    if not house.asked or house.chance(1 if calm else 4):
        offerings.asks(house)
    offerings.goes_on(house)
    if house.asked and house.chance(2 if calm else 8):
        offerings.decides(house)
        offerings.steps(house)
    for _ in range(house.some((0, 1, 1, 2))):
        business.posts(house)
    if house.calls.randrange(8) == 0:
        house.given(house.calls.choice(sorted(house.clients)), house.calls.choice(("M1", "M2")))
    if house.chance(4):
        business.reverses(house)
    if house.chance(20):
        business.reports(house)
    if house.asked and house.chance(4):
        offerings.waives(house)
    if house.asked and house.chance(1 if calm else 4):
        house.some(RARE)(house)
    if house.held and house.chance(10):
        offerings.holds(house)
