"""Who only borrows, and what a coverage brings beside its loans: day by day from everything heard, as the page says."""

from datetime import date
from fractions import Fraction

from models.policy.worth import Reciprocity
from tests.tariff_oracle.calendar import Span, later, months_on
from tests.tariff_oracle.figures import Heard, Whose, is_member, members, products_of, turnover

CREDIT = ("loan", "overdraft", "guarantee")


def last_twelve(today: date) -> Span:
    """Whole months; the running one is none."""
    month = today.replace(day=1)
    return Span(months_on(month, -12), month)


def who(heard: list[Heard], day: date) -> list[str]:
    return [client for client in sorted(members(heard)) if is_member(heard, client, day)]


def loans_of(heard: list[Heard], client: str, currency: str) -> list[tuple[date, int]]:
    """What he owed from which day on, since he owes in this currency; nothing where he owes in another now."""
    said = [each for each in heard if each.kind == "loan.updated" and each.data["client_id"] == client]
    since = max((place for place, each in enumerate(said) if each.data["currency"] != currency), default=-1)
    return [(each.on, each.data["exposure_minor"]) for each in said[since + 1 :]]


def owed_on(loans: list[tuple[date, int]], day: date) -> int:
    return ([0] + [minor for on, minor in loans if on <= day])[-1]


def average(loans: list[tuple[date, int]], months: Span) -> Fraction | None:
    """Over the days since the first known exposure; of a loan younger than the running month the latest."""
    known = [on for on, _ in loans if owed_on(loans, on)]
    if not known:
        return None
    days = [later(months.first, number) for number in range(months.days)]
    owed = [owed_on(loans, day) for day in days if day >= known[0]]
    return Fraction(sum(owed), len(owed)) if owed else Fraction(loans[-1][1])


def turnover_part(heard: list[Heard], currency: str, today: date, months: Span, rules: Reciprocity) -> Fraction | None:
    averages = [average(loans_of(heard, client, currency), months) for client in who(heard, today)]
    lent = sum((each for each in averages if each is not None), Fraction(0))
    if not lent:
        return None
    brought = max(0, turnover(heard, Whose(None, currency), months, date.max))
    return min(Fraction(1), Fraction(brought) / (rules.turnover_per_loan * lent))


def only_borrows(heard: list[Heard], currency: str, today: date, rules: Reciprocity) -> bool:
    clients = who(heard, today)
    exposure = sum(owed_on(loans_of(heard, client, currency), today) for client in clients)
    other = any(products_of(heard, client, today) - set(CREDIT) for client in clients)
    part = turnover_part(heard, currency, today, last_twelve(today), rules)
    return exposure > 0 and not other and part is not None and part < Fraction(rules.credit_only_below_ppm, 10**6)


def reciprocity(heard: list[Heard], currency: str, on: date, rules: Reciprocity) -> Fraction | None:
    """At the end of a day; of margin nothing is heard here."""
    clients = who(heard, on)
    told = {each.data["client_id"] for each in heard if each.kind.startswith("product.") and each.on <= on}
    codes = set[str]().union(*(products_of(heard, client, on) for client in clients))
    weighty = []
    if told & set(clients):
        weighty.append((250_000, min(Fraction(1), Fraction(len(codes), rules.product_families))))
    part = turnover_part(heard, currency, on, last_twelve(later(on, 1)), rules)
    if part is not None:
        weighty.append((250_000, part))
    total = sum((weight * each for weight, each in weighty), Fraction(0))
    return total / sum(weight for weight, _ in weighty) if weighty else None
