"""Coverages that have loans and little else with the bank: nobody makes their loans softer, and people are told."""

from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from models.instants import format_instant
from models.money import Money
from models.policy.part import MILLION
from rules.tariff.agreement import RUNNING
from rules.tariff.brought import brought, members, twelve_months
from rules.tariff.coverage import Coverage
from rules.tariff.exposure import exposure_now, mean_exposure
from rules.tariff.figures import Figures, in_use
from rules.tariff.reciprocity import missing_turnover, turnover_part
from rules.tariff.rounding import rounded
from rules.tariff.talking_point import ENGLISH, RUSSIAN, Tongue, amount_said
from rules.tariff.telling import tell_alert
from rules.tariff.windows import months_on

SOFT: Final = frozenset({"loan_rate", "collateral"})
"""What such a coverage is not given: targets of a benefit."""
_HAS_SOFT: Final = RUNNING | {"accepted"}
_POLITE: Final[tuple[tuple[Tongue, str, str, str], ...]] = (
    (
        ENGLISH,
        "Thank you for asking. A soft rate is for clients who do more with the bank than borrow; what is missing is ",
        "{amount} of turnover in twelve months, or ",
        "one product in use that is not a loan.",
    ),
    (
        RUSSIAN,
        "Спасибо за обращение. Льготная ставка — для клиентов, которые не только кредитуются; не хватает ",
        "{amount} оборота за двенадцать месяцев или ",
        "одного действующего продукта, кроме кредитных.",
    ),
)


class Standing(NamedTuple):
    """How a coverage stands in one currency, minor units."""

    currency: str
    exposure: Money
    """Now."""
    mean_minor: Fraction | None
    """Of the last twelve whole months; None: nobody owed anything."""
    turnover_minor: int
    """Of the same months."""
    turnover_share: Fraction | None
    """T, of what is asked for such a loan."""
    missing_minor: int
    """Turnover short of not being credit only."""
    days_left: int
    """Until the running month is a whole one and counts."""
    others_in_use: int
    """Products in use that are not credit themselves."""
    is_so: bool
    """Whether it is credit only."""


def standing(coverage: Coverage, currency: str) -> Standing:
    """Look at a coverage as it is today; turnover without postings is 0."""
    rules, today = coverage.tariffs.reciprocity, coverage.today
    clients, months = members(coverage, today), twelve_months(today)
    mean = mean_exposure(clients, currency, months, today)
    turnover = Figures(coverage, currency).turnover(*months)
    share, exposure = turnover_part(turnover, mean, rules), exposure_now(clients, currency)
    others = _others_in_use(coverage, today)
    too_little = share is not None and share * MILLION < rules.credit_only_below_ppm
    return Standing(
        currency,
        exposure,
        mean,
        turnover,
        share,
        missing_turnover(turnover, mean, rules) if mean else 0,
        (months_on(today.replace(day=1), 1) - today).days,
        others,
        exposure.minor > 0 and too_little and not others,
    )


def only_borrows(coverage: Coverage, currency: str) -> bool:
    """Whether it is credit only; what is quickly known is looked at before a year's turnover is added up."""
    today = coverage.today
    if not exposure_now(members(coverage, today), currency) or _others_in_use(coverage, today):
        return False
    return standing(coverage, currency).is_so


def _others_in_use(coverage: Coverage, today: date) -> int:
    credit, day = coverage.tariffs.reciprocity.credit_products, today.isoformat()
    return len(
        {
            code
            for client in members(coverage, today)
            for code, changes in client.products.items()
            if code not in credit and in_use(changes, day)
        }
    )


def distance(found: Standing) -> list[dict[str, Any]]:
    """
    What would be enough, each by itself: turnover, or another product.

    No clause asks for either, so the path is empty.
    """
    return [
        {
            "path": "",
            "metric": "qualified_turnover",
            "missing_minor": found.missing_minor,
            "days_left": found.days_left,
        },
        {"path": "", "metric": "products_active", "missing": 1, "days_left": found.days_left},
    ]


def polite(found: Standing) -> dict[str, str]:
    """The refusal as a manager may read it out."""
    words = {}
    for language, (tongue, thanks, turnover, product) in zip(("en", "ru"), _POLITE, strict=True):
        amount = amount_said(tongue, found.missing_minor, found.currency)
        words[language] = thanks + turnover.format(amount=amount) + product
    return words


def watch_credit_only(coverage: Coverage) -> None:
    """Say on the record that makes it so that a coverage with a live soft rate is credit only; once more when not."""
    currencies = {
        agreement.currency
        for agreement in coverage.agreements.values()
        if agreement.state in _HAS_SOFT and agreement.terms["benefit"]["target"] in SOFT
    }
    if not currencies and not coverage.is_credit_only:
        return
    told = next((currency for currency in sorted(currencies) if only_borrows(coverage, currency)), None)
    if (told is not None) == coverage.is_credit_only:
        return
    coverage.credit_only_turns += 1
    coverage.touch("coverage")
    of = told or min(currencies, default=None)
    _tell(coverage, None if of is None else standing(coverage, of))


def _tell(coverage: Coverage, found: Standing | None) -> None:
    name = coverage.id
    tell_alert(
        coverage,
        "credit_only",
        name,
        {
            "kind": "credit_only",
            "subject_id": name,
            "since": format_instant(coverage.clock),
            "cause": coverage.work.cause,
            "figures": {} if found is None else _figures(coverage, found),
            "rows": _last_verdicts(coverage),
            "message": {
                "en": f"{name} has a loan on soft terms and little else with the bank.",
                "ru": f"У {name} льготный кредит и почти ничего больше.",
            },
            "cleared": not coverage.is_credit_only,
        },
        coverage.credit_only_turns,
    )


def _figures(coverage: Coverage, found: Standing) -> dict[str, Any]:
    reciprocity = brought(coverage, Figures(coverage, found.currency), found.currency, coverage.today)
    return {
        "currency": found.currency,
        "exposure_minor": found.exposure.of(found.currency),
        "mean_exposure_minor": None if found.mean_minor is None else rounded(found.mean_minor),
        "turnover_minor": found.turnover_minor,
        "turnover_ppm": None if found.turnover_share is None else rounded(found.turnover_share * MILLION),
        "limit_ppm": coverage.tariffs.reciprocity.credit_only_below_ppm,
        "missing_minor": found.missing_minor,
        "other_products": found.others_in_use,
        "reciprocity_ppm": None if reciprocity is None else rounded(reciprocity.value * MILLION),
        "known_ppm": 0 if reciprocity is None else rounded(reciprocity.known * MILLION),
    }


def _last_verdicts(coverage: Coverage) -> list[str]:
    """Of each soft agreement that lives, the last verdict; none where none was judged yet."""
    found = []
    for key, agreement in sorted(coverage.agreements.items()):
        if agreement.state in _HAS_SOFT and agreement.terms["benefit"]["target"] in SOFT:
            rows = [row for _, row in sorted(coverage.windows.get(key, {}).items()) if row.verdict_id is not None]
            found += [row.verdict_id for row in rows[-1:] if row.verdict_id is not None]
    return found
