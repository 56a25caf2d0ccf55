"""What people should look at: `kontor.alerts`."""

from typing import Final, Literal, get_args

from models.messages.explanation import Cause
from models.messages.fields import Count, DeskId, Id, JsonObject, OutInstant, Text, Told

Kind = Literal[
    "wall_breach",
    "wall_infeasible",
    "act_refused",
    "manager_set_aside",
    "presence_silent",
    "concentration",
    "rotation_due",
    "absence_due",
    "queue_over_bound",
    "skill_nobody_has",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SENTENCES: Final[dict[Kind, str]] = {
    "wall_breach": "Two rivals are with one manager; the later one is no longer his.",
    "wall_infeasible": "The desk has fewer managers than its rivals need to be kept apart.",
    "act_refused": "A person's act could not be applied; the contact stays as it was.",
    "manager_set_aside": "A manager missed too many offers in a row and gets no more until he is available again.",
    "presence_silent": "The desk has waiting contacts and its presence feed says nothing.",
    "concentration": "A manager's book is above a limit of the policy.",
    "rotation_due": "A manager has led a coverage for as long as the policy allows.",
    "absence_due": "A manager has not had his two weeks of absence.",
    "queue_over_bound": "A contact waits beyond the policy's bound.",
    "skill_nobody_has": "A contact asks for a mandatory skill no manager of the desk has.",
}


class Words(Told):
    """One sentence for people, in both languages of the house."""

    en: Text
    ru: Text


class Alert(Told):
    """Said once until it clears, then once more with `cleared` true."""

    kind: Kind
    subject_id: Id
    """What it is about; the record's key."""
    desk_id: DeskId
    seq: Count
    """The desk's decision it belongs to; 0 before any."""
    since: OutInstant
    """From when it has been so."""
    cause: Cause
    figures: JsonObject
    """What it rests on; names depend on the kind."""
    message: Words
    cleared: bool
    """True: it is so no more."""
