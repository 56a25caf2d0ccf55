"""The words for what stands in a decision as a code."""

from typing import Final

ORIGIN: Final = {
    "chosen": "the client asked for {who}",
    "incumbent": "{who} serves this client already",
    "plan": "the client is in the plan of {who}",
    "backup": "{who} stands in as the backup",
    "specialist": "{who} is a specialist for the client's industry",
    "anyone": "{who} came out best of everyone at the desk",
    "overflow": "{who} helps out from another desk",
    "manual": "a person decided so",
}
REFUSED: Final = {
    "left": "had left the bank",
    "not_present": "not present",
    "set_aside": "set aside for missed offers",
    "grade": "of too low a grade",
    "skill": "without a skill, language, segment or industry that is asked for",
    "wall": "behind a wall",
    "declined": "had declined this contact",
    "ramp_up": "just back and given contacts slowly",
    "at_capacity": "at capacity",
    "channel_limit": "at the limit of this channel",
    "held_back": "held back for a contact that has waited too long",
}
SPLIT: Final = {
    "by_hand": "a person moved it",
    "chosen": "the client asked for somebody else",
    "backup_share": "it was the backup's turn, so that the client knows two people",
    "left": "who leads this client has left",
    "not_present": "who leads this client was not present",
    "skill": "who leads this client lacks something that was asked for",
    "wall": "who leads this client is behind a wall",
    "declined": "who leads this client had declined this contact",
    "ramp_up": "who leads this client is just back and given contacts slowly",
    "at_capacity": "who leads this client was at capacity",
    "held_back": "who leads this client was held back for another contact",
    "outranked": "somebody else stood before who leads this client",
}
FLAG: Final = {
    "over_capacity": "above capacity",
    "absent": "not present",
    "skill": "without what was asked for",
    "wall": "behind a wall",
}
RELEASED: Final = {
    "abandoned": "the client left before being served",
    "declined": "the manager turned it down",
    "timeout": "the offer ran out",
    "rescinded": "the offer was taken back",
    "manager_left": "the manager left the bank",
}
ESCALATED: Final = {
    "waited": "it has waited for as long as the policy allows",
    "declined": "it was declined as often as the policy allows",
}
INTRODUCED: Final = {
    "head": "the head of the desk",
    "deputy": "the deputy head, since no head was there",
    "most_senior": "the most senior present, since neither head nor deputy was there",
}
RELAX: Final = {
    "capacity": "{amount} more {units} of capacity at {who}",
    "presence": "wait for {who}",
    "grade": "{who}, were a lower grade allowed",
    "skill": "{who}, were less asked for",
    "channel": "one more contact of this channel at {who}",
}


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 manager`, `3 managers`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def duration(seconds: int) -> str:
    """`45 s`, `2 min 5 s`, `1 h 3 min`."""
    minutes, left = divmod(seconds, 60)
    if not minutes:
        return f"{left} s"
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min {left} s" if left else f"{minutes} min"
