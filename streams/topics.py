"""
Every topic: the one catalogue, read by `kontor topics`, the engine, the docs and the tests.

Names here are those of the contract. What a topic is called on the bus,
`names_of(settings)` tells.
"""

from typing import Final

from models.messages.catalogue import PUBLIC
from streams.engine.names import Names
from streams.settings import Settings
from streams.topic import Role, Spread, Topic

_CRM: Final = ("the CRM",)
_COLLECT: Final = ("collect",)
_ANYONE: Final = ("the CRM", "anyone")

TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "crm.contacts", Role.CRM, "client_id", Spread.MANY, 7, _CRM, _COLLECT,
        "Clients getting in touch, and what becomes of it.",
    ),
    Topic(
        "crm.clients", Role.CRM, "client_id", Spread.MANY, None, _CRM, _COLLECT,
        "All that routing needs to know of each client; a null value forgets him.",
    ),
    Topic(
        "crm.managers", Role.CRM, "manager_id", Spread.MANY, None, _CRM, _COLLECT,
        "All that routing needs to know of each manager, and who is there.",
    ),
    Topic(
        "crm.activity", Role.CRM, "client_id", Spread.MANY, 30, _CRM, _COLLECT,
        "What clients did: turnover, balances, loans, products.",
    ),
    Topic(
        "crm.offers", Role.CRM, "coverage_id", Spread.MANY, 30, _CRM, _COLLECT,
        "What people did about a tariff offer.",
    ),
    Topic(
        "kontor.policies", Role.CONTRACT, "policy", Spread.ONE, None, ("kontor policy activate",), _COLLECT,
        "The policy in force.",
    ),
    Topic(
        "kontor.assignments", Role.CONTRACT, "contact_id", Spread.MANY, 30, ("desk",), _ANYONE,
        "Every decision on a contact, with its reasons.",
    ),
    Topic(
        "kontor.coverage", Role.CONTRACT, "<desk_id>/<coverage_id>", Spread.MANY, None, ("desk",), _ANYONE,
        "Who leads each coverage, and who stands behind.",
    ),
    Topic(
        "kontor.manager-loads", Role.CONTRACT, "manager_id", Spread.MANY, None, ("desk",), _ANYONE,
        "What each manager holds now; absolute, never a delta.",
    ),
    Topic(
        "kontor.tariff-offers", Role.CONTRACT, "coverage_id", Spread.MANY, 365, ("tariff",), (*_COLLECT, *_ANYONE),
        "Tariffs that a client can earn, offered, accepted and kept.",
    ),
    Topic(
        "kontor.alerts", Role.CONTRACT, "subject id", Spread.MANY, 90, ("desk", "tariff", "audit"), _ANYONE,
        "What a person should look at.",
    ),
    Topic(
        "kontor.dead-letters", Role.CONTRACT, "key of the rejected record", Spread.ONE, 30, ("intake",),
        _ANYONE, "Records that were not taken in, and why.",
    ),
    Topic(
        "kontor.intake-inbox", Role.INBOX, "key of the record", Spread.ONE, 30, ("collect", "desk", "tariff"),
        ("intake",), "All that the bank said, in one order.",
    ),
    Topic(
        "kontor.desk-inbox", Role.INBOX, "desk_id", Spread.MANY, 30, ("intake",), ("desk",),
        "What each desk has to act on.",
    ),
    Topic(
        "kontor.tariff-inbox", Role.INBOX, "coverage_id", Spread.MANY, 30, ("intake",), ("tariff",),
        "What each coverage's tariff depends on.",
    ),
    Topic(
        "kontor.audit-inbox", Role.INBOX, "coverage_id", Spread.ONE, 30, ("collect", "intake"), ("audit",),
        "What became of all coverages' tariffs, in one order, for what compares them.",
    ),
    Topic(
        "kontor.intake-journal", Role.JOURNAL, "row", Spread.ONE, None, ("intake",), ("intake",),
        "State of the intake.",
    ),
    Topic(
        "kontor.desk-journal", Role.JOURNAL, "row", Spread.MANY, None, ("desk",), ("desk",), "State of the desks.",
    ),
    Topic(
        "kontor.tariff-journal", Role.JOURNAL, "row", Spread.MANY, None, ("tariff",), ("tariff",),
        "State of the tariffs.",
    ),
    Topic(
        "kontor.checkpoints", Role.INBOX, "<unit>/<partition>", Spread.MANY, 30, ("intake", "desk", "tariff", "audit"),
        ("kontor verify",),
        "Where each unit stood, once a day: a verifier begins there when an inbox's beginning is gone.",
    ),
    Topic(
        "kontor.audit-journal", Role.JOURNAL, "row", Spread.ONE, None, ("audit",), ("audit",),
        "State of the audit.",
    ),
)  # fmt: skip
"""In the order of the contract's page: the CRM's, the published ones, Kontor's own."""

BUILT: Final = tuple(topic for topic in TOPICS if topic.built)
"""Those an installation has now."""

_BY_NAME: Final = {topic.name: topic for topic in TOPICS}


def topic_named(name: str) -> Topic:
    """The topic of a catalogue name; KeyError when there is none."""
    return _BY_NAME[name]


def messages_of(topic: Topic) -> tuple[str, ...]:
    """Types of the messages that stand on it, by the catalogue of messages; empty for inboxes and journals."""
    return tuple(kind.type for kind in PUBLIC if kind.topic == topic.name)


def names_of(settings: Settings) -> Names:
    """What topics are called on this installation's bus: `names_of(settings).physical("kontor.alerts")`."""
    return Names(settings.app, settings.crm)


def catalogue_name(settings: Settings, physical: str) -> str | None:
    """The catalogue name of a topic of this installation; None when it is not one of it."""
    names = names_of(settings)
    return next((topic.name for topic in TOPICS if names.physical(topic.name) == physical), None)
