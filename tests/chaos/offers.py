"""What a round's bank says of tariffs: postings, requests, and what people do about them, sense and nonsense alike."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from models.recording import Line
from rules.tariff.windows import months_on

APPROVERS = ("A-1", "A-2", "A-3")
"""In nobody's contacts: they serve no segment."""
TARIFFS = """
tariffs:
  price_lists:
    - {item: settlement, version: 1, currency: RUB, valid_from: "2020-01-01", variable_cost_ppm: 500, float_ppm: 400,
       floor_ppm: 100, tiers: [{from_minor: 0, rate_ppm: 5000}, {from_minor: 100000000, rate_ppm: 3000}]}
"""
Say = Callable[..., Line]
"""Topic, key, type, data."""
_STEPS = ("sent", "accepted", "declined", "withdrawn")
_WAY: tuple[tuple[str, dict[str, str]], ...] = (
    ("offer.decided", {"decision": "approve", "by": "A-2"}), ("offer.decided", {"decision": "approve", "by": "A-3"}),
    ("offer.sent", {"by": "M-0-1"}), ("offer.accepted", {"by": "M-0-1"}),
)  # fmt: skip
"""What makes an agreement of a sound request."""


class Offers:
    """Draws from a seed of its own, so that what else the bank does stays the same with it and without."""

    def __init__(self, seed: int, say: Say, clients: int, coverage_of: Callable[[int], str]) -> None:
        self._chance = random.Random(f"{seed}/offers")
        self._say, self._clients, self._coverage_of = say, clients, coverage_of
        self._agreements: list[tuple[str, int, int]] = []
        """Id, version, number of the client."""
        self._steps_done: dict[tuple[str, int], int] = {}
        """How far a version has come on its way."""
        self._postings: list[tuple[str, int]] = []
        self._today = datetime.now(UTC).date()

    def due(self) -> bool:
        """Whether now something of tariffs is said."""
        return self._chance.random() < 0.3

    def people(self) -> Iterator[Line]:
        for number, name in enumerate(APPROVERS):
            levels = ["head", "committee"] if number else ["head"]
            data = {"manager_id": name, "desk_id": "desk-0", "segments": [], "capacity": 1, "approval_levels": levels}
            yield self._say("crm.managers", name, "manager.updated", data)

    def next(self) -> Line:
        draw = self._chance.random()
        if draw < 0.4 or not self._agreements:
            return self._posting() if draw < 0.35 else self._request()
        if draw < 0.5:
            return self._other_activity()
        if draw < 0.62:
            return self._request()
        if draw < 0.65:
            coverage = self._coverage_of(self._chance.randrange(self._clients))
            data = {"coverage_id": coverage, "set": self._chance.random() < 0.4, "reason": "drawn"}
            return self._say("crm.offers", coverage, "risk.hold", data)
        return self._step()

    def _posting(self) -> Line:
        number = self._chance.randrange(self._clients)
        again = self._chance.random() < 0.15 and self._postings
        posting, number = self._chance.choice(self._postings) if again else (f"P-{len(self._postings)}", number)
        if not again:
            self._postings.append((posting, number))
        data = {
            "client_id": f"client-{number}", "posting_id": posting, "currency": "RUB",
            # As its first time: one with other content would be a conflict, and a dead letter.
            "amount_minor": 1_000_000 * (int(posting[2:]) % 90), "direction": "credit",
            "kind": "sale", "value_date": self._value_date(posting),
        }  # fmt: skip
        return self._say("crm.activity", data["client_id"], "turnover.posted", data)

    def _value_date(self, posting: str) -> str:
        return (self._today - timedelta(days=int(posting[2:]) % 40)).isoformat()

    def _other_activity(self) -> Line:
        client = f"client-{self._chance.randrange(self._clients)}"
        amount = self._chance.randrange(1, 10**9)
        kinds: list[tuple[str, dict[str, Any]]] = [
            ("balance.recorded", {"average_minor": amount, "currency": "RUB", "day": self._today.isoformat()}),
            ("loan.updated", {"exposure_minor": amount, "currency": "RUB", "rate_ppm": 180_000, "overdue_days": 0}),
            ("product.activated", {"product": "payroll"}),
            ("product.closed", {"product": "payroll"}),
        ]
        kind, data = self._chance.choice(kinds)
        if self._postings and self._chance.random() < 0.3:
            posting, number = self._chance.choice(self._postings)
            client, kind = f"client-{number}", "turnover.reversed"
            data = {"posting_id": posting, "value_date": self._value_date(posting)}
        return self._say("crm.activity", client, kind, {"client_id": client, **data})

    def _request(self) -> Line:
        if self._agreements and self._chance.random() < 0.3:
            place = self._chance.randrange(len(self._agreements))
            agreement, version, number = self._agreements[place]
            version += self._chance.choice([0, 1, 1, 1])  # a version said again is refused
            self._agreements[place] = agreement, version, number
        else:
            agreement, version = f"O-{len(self._agreements)}", 1
            number = self._chance.randrange(self._clients)
            self._agreements.append((agreement, version, number))
        data = {
            "agreement_id": agreement, "version": version, "client_id": f"client-{number}", "item": "settlement",
            "by": "M-0-1", "draft": self._chance.random() < 0.1, "terms": self._terms(),
            "forecast": {"volume_now_minor": 400_000_000, "volume_minor": [1_000_000_000]},
        }  # fmt: skip
        return self._say("crm.offers", self._coverage_of(number), "offer.requested", data)

    def _terms(self) -> dict[str, Any]:
        first = months_on(self._today.replace(day=1), 1)
        grants = self._chance.random() < 0.5
        metric = self._chance.choice(["qualified_turnover"] * 9 + ["happiness"])
        return {
            "mode": "grant_first" if grants else "earn_first", "scope": "coverage",
            "on_miss": "reprice" if grants else "none", "valid_from": first.isoformat(),
            "valid_to": months_on(first, 6).isoformat(), "window": {"kind": "calendar", "unit": "month"},
            "obligations": {"all": [{"metric": metric, "op": ">=", "value_minor": 500_000_000}]},
            "benefit": {"target": "fee", "type": "fixed", "rate_ppm": self._chance.choice([2500, 1500, 50])},
            "tolerance_ppm": 0, "cure_windows": 0,
        }  # fmt: skip

    def _step(self) -> Line:
        agreement, version, number = self._chance.choice(self._agreements[-12:])
        of: dict[str, Any] = {"agreement_id": agreement, "version": version}
        draw, done = self._chance.random(), self._steps_done.get((agreement, version), 0)
        kind: str
        more: dict[str, Any]
        if draw < 0.8 and done < len(_WAY):
            kind, more = _WAY[done]
            self._steps_done[agreement, version] = done + 1
        elif draw < 0.9:
            by = self._chance.choice([*APPROVERS, "M-0-1"])
            decision = self._chance.choice(["approve"] * 8 + ["reject", "return"])
            kind, more = "offer.decided", {"decision": decision, "by": by}
        elif draw < 0.98:
            kind, more = f"offer.{self._chance.choices(_STEPS, [6, 6, 1, 1])[0]}", {"by": "M-0-1"}
        else:
            more = {"by": "client", "person": "M-0-1", "last_day": self._today.isoformat()}
            kind = "offer.ended"
        return self._say("crm.offers", self._coverage_of(number), kind, of | more)
