"""The part of the catalogue that tells of tariffs."""

from typing import Final

from models.messages import benefit_told, tariff_alert, tariff_told
from models.messages.fields import Told

_SIMULATED: Final = ("drafted", "pending")

TARIFF_MESSAGES: Final[tuple[tuple[str, type[Told], str], ...]] = (
    *(
        (
            f"offer.{state}",
            tariff_told.OfferSimulated if state in _SIMULATED else tariff_told.OfferState,
            tariff_told.STATE_SENTENCES[state],
        )
        for state in tariff_told.STATES
    ),
    ("offer.refused", tariff_told.OfferRefused, "Something did not pass, and why; nothing changed."),
    ("offer.proposed", tariff_told.OfferProposed, "Kontor proposes terms by itself."),
    *(
        (f"benefit.{outcome}", benefit_told.Benefit, benefit_told.OUTCOME_SENTENCES[outcome])
        for outcome in benefit_told.OUTCOMES
    ),
    ("fee.adjusted", benefit_told.FeeAdjusted, "An extra line of the bill, to the client's account or back to him."),
    ("profit.realised", benefit_told.ProfitRealised, "What a window was to bring, and what it brought."),
)
"""Type, model and sentence of everything on `kontor.tariff-offers`, in the order of the tariff page."""

TARIFF_ALERTS: Final[tuple[tuple[str, type[Told], str], ...]] = tuple(
    (f"alert.{kind}", tariff_alert.TariffAlert, tariff_alert.TARIFF_SENTENCES[kind])
    for kind in tariff_alert.TARIFF_KINDS
)
