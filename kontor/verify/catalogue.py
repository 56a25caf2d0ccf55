"""The catalogue of the invariants: each with a code, a name, and the sentence that must hold."""

from typing import Final, NamedTuple

WHOLE: Final = "whole"
PART: Final = "in part"
NOT: Final = "no"


class Invariant(NamedTuple):
    """Something that must be so, always."""

    code: str
    name: str
    sentence: str
    how: str
    """How it is seen."""
    recording: str
    """What a recording shows of it: whole, in part, no."""
    live: str
    """What one look at a running installation shows of it."""


I1: Final = Invariant(
    "I1",
    "nothing lost",
    "Every input acknowledged to the CRM has its decision, or its dead letter.",
    "Each input is read by itself, without the rules: an opened contact must have a decision, an ended one its end, "
    "a record that cannot be read its dead letter. Excused are repeats, contacts older than the first start, and "
    "contacts that came and went before a first policy.",
    WHOLE,
    WHOLE,
)
I2: Final = Invariant(
    "I2",
    "nothing twice",
    "Records with one decision_id are identical; no contact has two assignees at any point of the log.",
    "`kontor.assignments` in the order of its partitions: what is said again must be the same bytes, and who gets a "
    "contact must get it from nobody, or by a person's hand.",
    WHOLE,
    WHOLE,
)
I3: Final = Invariant(
    "I3",
    "as the rules say",
    "The published decisions, repeats dropped, equal the fold of the inbox, in order, per desk.",
    "The input log goes through the pure rules again. Every decision must be there, byte for byte (only the epoch may "
    "differ), none missing, none more; and what is told of coverages, loads and alerts, key by key. Live also what the "
    "intake told the desks.",
    WHOLE,
    WHOLE,
)
I4: Final = Invariant(
    "I4",
    "true state",
    "The journal's rows equal that fold; loads equal a recount; never negative; never above capacity by the router's "
    "act.",
    "Each journal is read by the rule for its next owner, and compared at the very input it says it includes. Loads "
    "are counted anew twice: along the published decisions, and from the journal's rows.",
    PART,
    WHOLE,
)
I5: Final = Invariant(
    "I5",
    "commits behind decisions",
    "The committed offset never passes the first undecided record, and never goes back (but after the group was "
    "deleted).",
    "Commits are read first, everything else after: what lies below a commit must be copied, journaled, decided and "
    "published. That it never goes back is seen over time, by whoever takes samples.",
    NOT,
    PART,
)
I6: Final = Invariant(
    "I6",
    "no word of the fenced",
    "In the journals no record of a lower epoch counts after one of a higher epoch.",
    "The journal as the log cleaner may leave it tomorrow is read by the next owner's rule: it must say what it says "
    "today, whatever stale and torn records stand in it. And a desk's decisions never fall back to a lower epoch.",
    NOT,
    WHOLE,
)
I7: Final = Invariant(
    "I7",
    "catches up",
    "Lag returns to zero within a bound after the last fault.",
    "Over samples of the group's lag.",
    NOT,
    NOT,
)
I8: Final = Invariant(
    "I8",
    "bad records, no others",
    "Dead letters hold exactly the bad records put in.",
    "The rules tell which records are bad and what the dead letter says; each must be there with the same bytes, and "
    "no other.",
    WHOLE,
    WHOLE,
)
I9: Final = Invariant(
    "I9",
    "no growth",
    "Memory and queues do not grow over a soak.",
    "Over samples of memory and of queues, the beginning left out.",
    NOT,
    NOT,
)

INVARIANTS: Final = (I1, I2, I3, I4, I5, I6, I7, I8, I9)
