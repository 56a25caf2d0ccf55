"""A proposal as a sentence that a manager can read out, in English and Russian."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from models.currencies import minor_digits
from models.messages.tariff_told import Trigger
from rules.tariff.conditions import clauses
from rules.tariff.opening import Opening
from rules.tariff.windows import step_of


class Tongue(NamedTuple):
    """The words of a language; `{…}` is filled in."""

    point: str
    """Between whole and broken digits."""
    months: tuple[str, ...]
    day: str
    together: str
    more: Mapping[str, str]
    """What is missing, by metric."""
    less: Mapping[str, str]
    """What is too much, by metric."""
    benefits: Mapping[tuple[str, str], str]
    """What is earned, by target and type; `""` stands for every target."""
    targets: Mapping[str, str]
    earn: str
    keep: str
    risk: str
    begin: str
    units: Mapping[int, str]
    """A window, by its months."""


ENGLISH: Final = Tongue(
    ".",
    (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "{day} {month} {year}",
    " and ",
    {
        "qualified_turnover": "{amount} more turnover",
        "average_balance": "{amount} more on the average balance",
        "margin": "{amount} more of the bank's margin",
        "overdue_days": "{number} more days overdue",
        "products_active": "{number} more product(s) in use",
        "reciprocity": "{percent} % more reciprocity",
    },
    {
        "qualified_turnover": "{amount} less turnover",
        "average_balance": "{amount} less on the average balance",
        "margin": "{amount} less of the bank's margin",
        "overdue_days": "{number} fewer day(s) overdue",
        "products_active": "{number} fewer product(s) in use",
        "reciprocity": "{percent} % less reciprocity",
    },
    {
        ("fee", "waive"): "there is no fee for {item}",
        ("", "waive"): "{target} is waived",
        ("", "fixed"): "{target} is {value} %",
        ("", "spread"): "{target} is {value} percentage points better than the list",
        ("", "pct_off"): "{target} is {value} % lower than by the list",
        ("", "amount_off"): "{target} is {value} lower than by the list",
    },
    {
        "fee": "the fee for {item}",
        "loan_rate": "the loan rate for {item}",
        "deposit_rate": "the deposit rate for {item}",
        "collateral": "the collateral for {item}",
    },
    "{need} by {day}: then {benefit}.",
    "{need} by {day}: then it stays so that {benefit}.",
    "At this pace the agreed benefit will be lost. {need} by {day}: then it stays so that {benefit}.",
    "An agreement can begin on {day}. {need} a {unit} than now: then {benefit}.",
    {1: "month", 3: "quarter", 12: "year"},
)  # fmt: skip
RUSSIAN: Final = Tongue(
    ",",
    (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ),
    "{day} {month} {year} года",
    " и ",
    {
        "qualified_turnover": "оборот больше на {amount}",
        "average_balance": "средний остаток больше на {amount}",
        "margin": "маржа банка больше на {amount}",
        "overdue_days": "дней просрочки больше на {number}",
        "products_active": "продуктов больше на {number}",
        "reciprocity": "взаимность больше на {percent} %",
    },
    {
        "qualified_turnover": "оборот меньше на {amount}",
        "average_balance": "средний остаток меньше на {amount}",
        "margin": "маржа банка меньше на {amount}",
        "overdue_days": "дней просрочки меньше на {number}",
        "products_active": "продуктов меньше на {number}",
        "reciprocity": "взаимность меньше на {percent} %",
    },
    {
        ("fee", "waive"): "комиссии нет ({item})",
        ("", "waive"): "{target}: не требуется",
        ("", "fixed"): "{target}: {value} %",
        ("", "spread"): "{target}: лучше прейскуранта на {value} процентного пункта",
        ("", "pct_off"): "{target}: на {value} % ниже прейскуранта",
        ("", "amount_off"): "{target}: на {value} ниже прейскуранта",
    },
    {
        "fee": "комиссия ({item})",
        "loan_rate": "ставка по кредиту ({item})",
        "deposit_rate": "ставка по вкладу ({item})",
        "collateral": "залог ({item})",
    },
    "{need} до {day} включительно: тогда {benefit}.",
    "{need} до {day} включительно: тогда сохранится {benefit}.",
    "При таком темпе согласованная льгота будет потеряна. {need} до {day} включительно: тогда сохранится {benefit}.",
    "Соглашение может начаться {day}. {need} за {unit}, чем сейчас: тогда {benefit}.",
    {1: "месяц", 3: "квартал", 12: "год"},
)  # fmt: skip
MOST_NEEDS: Final = 4
"""More than a person can keep in mind are not read out; the distance says all."""
_MISSING: Final = ("missing_minor", "missing_ppm", "missing")
_VALUES: Final = ("rate_ppm", "spread_ppm", "off_ppm", "off_minor")


def talking_point(opening: Opening, trigger: Trigger) -> tuple[str, str]:
    """What is missing, by when, and what it earns; English, Russian."""
    return _said(ENGLISH, opening, trigger), _said(RUSSIAN, opening, trigger)


def _said(tongue: Tongue, opening: Opening, trigger: Trigger) -> str:
    need = tongue.together.join(_need(tongue, opening, each) for each in opening.distance[:MOST_NEEDS])
    benefit = _benefit(tongue, opening)
    if opening.agreement is None:
        unit = tongue.units[step_of(opening.terms)]
        return tongue.begin.format(
            day=_day(tongue, opening.window.first), need=_capital(need), unit=unit, benefit=benefit
        )
    day = _day(tongue, opening.window.to - timedelta(days=1))
    words = tongue.risk if trigger == "at_risk" else tongue.keep if opening.held else tongue.earn
    return words.format(need=_capital(need), day=day, benefit=benefit)


def _need(tongue: Tongue, opening: Opening, told: Mapping[str, Any]) -> str:
    clause = dict(clauses(opening.terms["obligations"]))[told["path"]]
    words = tongue.less if clause["op"] in ("<", "<=") else tongue.more
    missing: int = next(told[name] for name in _MISSING if name in told)
    return words[told["metric"]].format(
        amount=amount_said(tongue, missing, opening.currency), number=missing, percent=percent_said(tongue, missing)
    )


def _benefit(tongue: Tongue, opening: Opening) -> str:
    benefit = opening.terms["benefit"]
    target, kind = benefit["target"], benefit["type"]
    words = tongue.benefits.get((target, kind)) or tongue.benefits["", kind]
    name = next((each for each in _VALUES if benefit.get(each) is not None), None)
    value = "" if name is None else percent_said(tongue, benefit[name])
    if name == "off_minor":
        value = amount_said(tongue, benefit[name], opening.currency)
    return words.format(target=tongue.targets[target].format(item=opening.item), item=opening.item, value=value)


def amount_said(tongue: Tongue, minor: int, currency: str) -> str:
    """`1 000 000.00 RUB`."""
    digits = minor_digits(currency)
    whole, broken = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    grouped = f"{whole:,}".replace(",", " ")
    return f"{sign}{grouped}{tongue.point}{broken:0{digits}d} {currency}" if digits else f"{sign}{grouped} {currency}"


def percent_said(tongue: Tongue, ppm: int) -> str:
    """`0.15` of 1500 ppm: exact, without zeros at the end."""
    whole, broken = divmod(abs(ppm), 10_000)
    sign, said = "-" if ppm < 0 else "", f"{broken:04d}".rstrip("0")
    return f"{sign}{whole}{tongue.point}{said}" if said else f"{sign}{whole}"


def _day(tongue: Tongue, day: date) -> str:
    return tongue.day.format(day=day.day, month=tongue.months[day.month - 1], year=day.year)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
