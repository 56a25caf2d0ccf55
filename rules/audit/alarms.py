"""What the audit found on a business date, as alerts for people: said once until it clears."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final, NamedTuple

from models.policy.part import MILLION
from models.policy.worth import Favouritism
from rules.audit.favouritism import Favour, Subject, favours, shown
from rules.audit.grant import Grant
from rules.audit.parity import Unlike, Walls, unlike
from rules.tariff.rounding import rounded

Place = tuple[str, str, str]
"""Kind, subject and item of an alert; favouritism is over all items."""
FAVOURITISM: Final = "favouritism"
PARITY: Final = "parity"


class Alarm(NamedTuple):
    """What an alert says."""

    figures: dict[str, Any]
    rows: list[str]
    en: str
    ru: str


def alarms(granted: Iterable[Grant], in_force: Iterable[Grant], walls: Walls, rule: Favouritism) -> dict[Place, Alarm]:
    """All that is so now, by place: of what was granted in the period, and of what is in force."""
    found = {
        (FAVOURITISM, "/".join(subject), ""): _favouritism(subject, favour)
        for subject, favour in favours(granted).items()
        if shown(favour, rule)
    }
    for pair in unlike(in_force, walls, rule.depth_above_peers_ppm):
        place = PARITY, f"{pair.one.coverage_id}/{pair.other.coverage_id}", pair.one.item
        found.setdefault(place, _parity(pair))
    return dict(sorted(found.items()))


def _favouritism(subject: Subject, favour: Favour) -> Alarm:
    manager, *approvers = subject
    approver = approvers[0] if approvers else None
    figures = {
        "manager_id": manager,
        "approver_id": approver,
        "agreements": favour.agreements,
        "depth_ppm": rounded(favour.depth),
        "peers_depth_ppm": rounded(favour.peers),
        "above_peers_ppm": rounded(favour.above),
        "volume_known": favour.known,
        "volume_not_risen": favour.not_risen,
        "not_risen_ppm": rounded(Fraction(MILLION * favour.not_risen, favour.known)) if favour.known else None,
    }
    number, above = favour.agreements, rounded(favour.above)
    who_en = manager if approver is None else f"{manager} with {approver}"
    who_ru = manager if approver is None else f"{manager} вместе с {approver}"
    return Alarm(
        figures,
        list(favour.rows),
        f"{who_en}: {number} agreements, discounts {percent(above)} of the list fee deeper than the peers'; "
        f"turnover has not risen in {favour.not_risen} of {favour.known} where it is known.",
        f"{who_ru}: соглашений {number}, скидки глубже, чем у коллег, на {percent(above, ',')} тарифа; "
        f"оборот не вырос в {favour.not_risen} из {favour.known} известных.",
    )


def _parity(pair: Unlike) -> Alarm:
    one, other = pair
    assert one.cell is not None, "only what can be compared is"
    figures = {
        "item": one.item,
        "currency": one.currency,
        "target": one.target,
        "volume_band_minor": 10**one.cell.band,
        "coverage_a": one.coverage_id,
        "coverage_b": other.coverage_id,
        "rate_a_ppm": one.rate_ppm,
        "rate_b_ppm": other.rate_ppm,
    }
    rows = [each for grant in pair for each in (grant.decision_id, grant.rate_id) if each is not None]
    en, ru = (percent(one.rate_ppm or 0, mark, 4) for mark in ".,")
    en_other, ru_other = (percent(other.rate_ppm or 0, mark, 4) for mark in ".,")
    return Alarm(
        figures,
        rows,
        f"The rivals {one.coverage_id} and {other.coverage_id} of like turnover pay {en} and {en_other} "
        f"for {one.item}.",
        f"Соперники {one.coverage_id} и {other.coverage_id} со сходным оборотом платят {ru} и {ru_other} "
        f"за {one.item}.",
    )


def percent(ppm: int, mark: str = ".", digits: int = 1) -> str:
    """A share for people, so many digits after the mark; ppm have four."""
    whole, rest = divmod(rounded(Fraction(ppm, 10 ** (4 - digits))), 10**digits)
    return f"{whole}{mark}{rest:0{digits}} %"
