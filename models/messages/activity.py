"""What a client does with the bank's products: turnover, balances, loans, margin."""

from typing import Literal

from models.messages.fields import Code, Count, Currency, FullDate, Id, Minor, Month, Said

Kind = Literal["sale", "own_transfer", "group_transfer", "loan_disbursement", "return", "other"]


class TurnoverPosted(Said):
    """Money moved over a client's account; `posting_id` counts once per client."""

    posting_id: Id
    client_id: Id
    amount_minor: Count
    """Never negative; `direction` says which way."""
    currency: Currency
    direction: Literal["credit", "debit"]
    kind: Kind
    value_date: FullDate
    """On which business date it counts."""


class TurnoverReversed(Said):
    """The whole of a posting is taken back."""

    posting_id: Id
    client_id: Id
    value_date: FullDate


class BalanceRecorded(Said):
    """The closing balance of a day."""

    client_id: Id
    average_minor: Minor
    """May be negative."""
    currency: Currency
    day: FullDate


class LoanUpdated(Said):
    """What a client owes, at which rate, and how late he is."""

    client_id: Id
    exposure_minor: Count
    currency: Currency
    rate_ppm: Count
    """Yearly."""
    overdue_days: Count


class ProductChanged(Said):
    """A product was activated or closed."""

    client_id: Id
    product: Code


class MarginRecorded(Said):
    """What the bank earned with a client in a month."""

    client_id: Id
    credit_minor: Minor
    non_credit_minor: Minor
    cost_minor: Minor
    currency: Currency
    month: Month
