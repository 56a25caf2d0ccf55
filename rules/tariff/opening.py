"""What may be proposed to a client: terms, how far he is from them, and what they are worth."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from rules.tariff.agreement import Agreement
from rules.tariff.coverage import Coverage
from rules.tariff.nearness import relative_distance
from rules.tariff.pace import open_window, so_far
from rules.tariff.running import Running
from rules.tariff.windows import Window, next_charged


class Opening(NamedTuple):
    """See the module."""

    agreement: Agreement | None
    """The agreement that runs on these terms; None: a template of the policy."""
    template: str
    """Its name; empty of an agreement."""
    client_id: str
    item: str
    scope: str
    currency: str
    price_list_version: int | None
    terms: Mapping[str, Any]
    simulation: Mapping[str, Any]
    """As published."""
    window: Window
    """Whose threshold is not met: the open one, of a template the first."""
    distance: Sequence[Mapping[str, Any]]
    relative: Fraction
    """Missing against asked."""
    held: bool
    """Whether the benefit is held now, and would be lost."""

    @property
    def pays(self) -> bool:
        """Whether its forecast says that it is worth it; one without a forecast says nothing."""
        npv: int | None = self.simulation.get("npv_minor")
        return npv is not None and npv >= 0

    @property
    def last_day(self) -> date:
        """The first business date on which the proposal is too late."""
        return self.window.first if self.agreement is None else self.window.to


def of_agreement(coverage: Coverage, agreement: Agreement) -> Opening | None:
    """What the client of an agreement that holds is still to do in its open window; None where that is nothing."""
    client = coverage.clients.get(agreement.client_id)
    if agreement.state != "active" or client is None or not client.is_known:
        return None
    running = Running(coverage, agreement)
    window = open_window(running)
    if window is None or not _changes_anything(agreement, window):
        return None
    judged = so_far(running, window)
    relative = relative_distance(agreement.terms, judged)
    if judged.met is True or relative is None:
        return None
    return Opening(
        agreement, "", agreement.client_id, agreement.item, agreement.scope, agreement.currency,
        agreement.price_list_version, agreement.terms, agreement.simulation, window, judged.distance, relative,
        running.standing_before(window).held,
    )  # fmt: skip


def _changes_anything(agreement: Agreement, window: Window) -> bool:
    """Whether meeting a window's threshold has an effect: what begins with the end of the agreement has none."""
    terms = agreement.terms
    if terms["applies"] == "same_window" or (terms["mode"] == "grant_first" and terms["on_miss"] != "none"):
        return True
    following = next_charged(terms, window)
    return following is not None and following.first.isoformat() < agreement.last_day
