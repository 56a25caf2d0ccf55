"""What people should look at among the agreements: `kontor.alerts`."""

from typing import Final, Literal, get_args

from models.messages.explanation import Cause
from models.messages.fields import Id, Ids, JsonObject, OutInstant, Told
from models.messages.tariff_told import Words

TariffKind = Literal["bubble", "credit_only", "favouritism", "parity"]
TARIFF_KINDS: Final[tuple[TariffKind, ...]] = get_args(TariffKind)
TARIFF_SENTENCES: Final[dict[TariffKind, str]] = {
    "bubble": "An agreement brings much less than was promised for it.",
    "credit_only": "A coverage with a soft rate has loans and nothing else.",
    "favouritism": "Discounts of one person, or of one pair of people, are deeper than their peers'.",
    "parity": "Two walled rivals of the same size pay rates that differ too much.",
}
AUDITED: Final[tuple[TariffKind, ...]] = ("favouritism", "parity")
"""Those that come of comparing coverages."""


class TariffAlert(Told):
    """Said once until it clears, then once more with `cleared` true."""

    kind: TariffKind
    subject_id: Id
    """
    The agreement, the coverage, the manager, or a pair joined by a slash; the record's key.

    A proposer with an approver, or two rivals, the smaller id first; rivals' figures name the item, each item its own.
    """
    since: OutInstant
    cause: Cause
    figures: JsonObject
    """What it rests on; names depend on the kind."""
    rows: Ids
    """Ids of the verdicts or decisions it rests on."""
    message: Words
    cleared: bool
    """True: it is so no more."""
