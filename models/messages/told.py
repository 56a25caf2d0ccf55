"""The catalogue of what Kontor publishes for everybody."""

import json
from typing import Any, Final

from pydantic import ValidationError

from models.cloudevent import JSON, SPEC_VERSION
from models.messages import alert, coverage, decision, load, rejected
from models.messages.fields import Told
from models.messages.kind import Direction, MessageKind
from models.messages.told_tariffs import TARIFF_ALERTS, TARIFF_MESSAGES

ASSIGNMENTS: Final = "kontor.assignments"
COVERAGE: Final = "kontor.coverage"
LOADS: Final = "kontor.manager-loads"
TARIFF_OFFERS: Final = "kontor.tariff-offers"
ALERTS: Final = "kontor.alerts"
DEAD_LETTERS: Final = "kontor.dead-letters"

ENVELOPE: Final = ("specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data")
"""Every attribute of a published event, in order."""


def _told(topic: str, key: str, *kinds: tuple[str, type[Told], str]) -> tuple[MessageKind, ...]:
    return tuple(MessageKind(topic, kind, Direction.OUT, model, key, sentence) for kind, model, sentence in kinds)


TOLD: Final[tuple[MessageKind, ...]] = (
    *_told(
        ASSIGNMENTS,
        "contact_id",
        ("contact.assigned", decision.Decision, "A manager has the contact."),
        ("contact.offered", decision.Decision, "A manager is asked to take the contact, until `expires_at`."),
        ("contact.queued", decision.Decision, "Nobody can take the contact now, and why."),
        ("contact.reassigned", decision.Decision, "A person moved the contact to another manager."),
        ("contact.released", decision.Decision, "The manager has the contact no more, without service, and why."),
        ("contact.escalated", decision.Decision, "The contact needs a person's eye; said once in its life."),
        ("contact.finished", decision.Finished, "The service is over."),
    ),
    *_told(
        COVERAGE,
        "<desk_id>/<coverage_id>",
        ("coverage.started", coverage.CoverageStarted, "A coverage in nobody's plan has a lead and a backup."),
        ("coverage.ended", coverage.CoverageEnded, "The lead of a coverage is its lead no more, and why."),
    ),
    *_told(
        COVERAGE,
        "plan/<plan_id>",
        ("coverage.handover", coverage.CoverageHandOver, "A leaver's coverages go to others, and how far that is."),
    ),
    *_told(
        LOADS, "manager_id", ("manager.load", load.ManagerLoad, "All a manager holds now; absolute, never a delta.")
    ),
    *_told(TARIFF_OFFERS, "coverage_id", *TARIFF_MESSAGES),
    *_told(ALERTS, "subject_id", *((f"alert.{kind}", alert.Alert, alert.SENTENCES[kind]) for kind in alert.KINDS)),
    *_told(ALERTS, "subject_id", *TARIFF_ALERTS),
    *_told(
        DEAD_LETTERS,
        "key of the rejected record",
        ("record.rejected", rejected.RecordRejected, "A record was not taken in, and why; nothing waits behind it."),
    ),
)

_MODELS: Final = {(kind.topic, kind.type): kind.model for kind in TOLD}


def told_fault(topic: str, value: bytes) -> str | None:
    """
    What is wrong with a record Kontor published, None when nothing is: for tests and verifiers.

    Stricter than a reader need be: every attribute and field present, none more, in the
    contract's order.
    """
    event = json.loads(value)  # exact, where orjson makes a float of a sum beyond 64 bits
    if tuple(event) != ENVELOPE:
        return f"attributes are {list(event)}"
    if event["specversion"] != SPEC_VERSION or event["datacontenttype"] != JSON:
        return "specversion or datacontenttype is not what is promised"
    model = _MODELS.get((topic, event["type"]))
    if model is None:
        return f"{event['type']} does not stand on {topic}"
    try:
        model.model_validate(event["data"])
    except ValidationError as error:
        return str(error)
    return _order_fault(model, event["data"])


def _order_fault(model: type[Any], data: dict[str, Any]) -> str | None:
    promised = [field.alias or name for name, field in model.model_fields.items()]
    return None if list(data) == promised else f"the fields stand as {list(data)}, promised is {promised}"
