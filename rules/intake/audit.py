"""What the intake tells the audit: the policy, and with the tick of a business date who are walled rivals then."""

from typing import Any

import orjson

from models.inbox_headers import AUDIT_INBOX
from models.policy import Policy
from models.ticks import tick_cause
from models.unit import Message
from rules.intake.heard import Heard
from rules.intake.state import IntakeState

KEY = b"audit"


def policy_in_force(policy: Policy, heard: Heard) -> Message:
    """A policy comes into force for the audit too."""
    command = {
        "type": "policy.activated",
        "at": heard.at_ms,
        "clock": heard.clock_ms,
        "cause": heard.cause(),
        "data": {"policy": policy.canonical, "version": policy.version},
    }
    return Message(AUDIT_INBOX, KEY, orjson.dumps(command), "policy.activated", heard.at_ms)


def audit_tick(state: IntakeState, instant_ms: int, clock_ms: int) -> Message:
    """A tick: the clock has come to `clock_ms`, at least to its own instant; with the walls that stand then."""
    cause = tick_cause("audit", instant_ms)
    command = {"type": "tick", "at": instant_ms, "clock": clock_ms, "cause": cause, "data": walls(state, instant_ms)}
    return Message(AUDIT_INBOX, KEY, orjson.dumps(command), "tick", instant_ms)


def walls(state: IntakeState, instant_ms: int) -> dict[str, Any]:
    """
    `{pairs, classes, lifted}` among the coverages that have an agreement.

    Pairs by name, the smaller id first; classes as sets, so that it stays as small as they are; pairs whose
    wall both sides' consents lift.
    """
    agreed = set(state.tariffs.agreements.values())
    pairs: set[tuple[str, str]] = set()
    classes: dict[str, list[str]] = {}
    lifted: set[tuple[str, str]] = set()
    for coverage_id in sorted(agreed):
        for rival in state.clients.named_rivals(coverage_id):
            if rival in agreed:
                pairs.add(_in_order(coverage_id, rival))
        for code in state.clients.classes_of(coverage_id):
            classes.setdefault(code, []).append(coverage_id)
        for _, consent in state.consents.of(coverage_id):
            pair = _in_order(consent.data["coverage_a"], consent.data["coverage_b"])
            if agreed.issuperset(pair) and state.consents.both(*pair, instant_ms):
                lifted.add(pair)
    return {
        "pairs": sorted(pairs),
        "classes": [ids for _, ids in sorted(classes.items()) if len(ids) > 1],
        "lifted": sorted(lifted),
    }


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
