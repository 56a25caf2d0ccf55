"""English: the words for what stands in a decision as a code, and the sentences around them."""

from typing import Final

from rules.explain.tongue import Tongue

ORIGIN: Final = {
    "chosen": "the client asked for {who}",
    "incumbent": "{who} serves this client already",
    "plan": "the client is in the plan of {who}",
    "backup": "{who} stands in as the backup",
    "specialist": "{who} is a specialist for the client's industry",
    "anyone": "{who} came out best of everyone at the desk",
    "overflow": "{who} of desk {desk} helps out",
    "manual": "a person decided so",
}
REFUSED: Final = {
    "left": "had left the bank",
    "not_present": "not present",
    "set_aside": "set aside for missed offers",
    "grade": "of too low a grade",
    "skill": "without a skill, language, segment or industry that is asked for",
    "wall": "behind a wall",
    "declined": "had turned this contact down or not answered",
    "ramp_up": "new or just back, and given contacts slowly",
    "at_capacity": "at capacity",
    "channel_limit": "at the limit of this channel",
    "held_back": "held back for a contact that has waited too long",
}
SPLIT: Final = {
    "by_hand": "a person moved it",
    "chosen": "the client asked for somebody else",
    "backup_share": "it was the backup's turn, so that the client knows two people",
    "left": "the lead has left",
    "not_present": "the lead was not present",
    "skill": "the lead lacks something that was asked for",
    "wall": "the lead is behind a wall",
    "declined": "the lead had turned this contact down or not answered",
    "ramp_up": "the lead is new or just back, and given contacts slowly",
    "at_capacity": "the lead was at capacity",
    "held_back": "the lead was held back for another contact",
    "outranked": "somebody else stood before the lead",
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
    "declined": "it was turned down, or not answered, as often as the policy allows",
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
SENTENCE: Final = {
    "heading": (
        "Contact {contact} of client {client}, {segment}{tier}, by {channel} at desk {desk}, opened {opened} UTC."
    ),
    "holding": " (of the holding {fact})",
    "segment": "segment {fact}",
    "unknown": "unknown to the bank",
    "assigned": "Assigned to {who}, {after}: {origin}{step}.",
    "offered": "Offered to {who}{until}, {after}: {origin}{step}.",
    "until": " until {fact}",
    "at_once": "at once",
    "after": "after {fact}",
    "step": " (step {fact})",
    "reassigned": "Moved to {who} by {by}{former}; a person's act is not questioned.",
    "former": ", away from {fact}",
    "flags": "Note: {who} was {flags}.",
    "queued": "Waits, {position}: nobody could take it.",
    "queued_for_person": "Waits, {position}: only a person may give it to somebody now.",
    "place": "number {fact} in the queue",
    "so_far": "{fact} so far",
    "from_now_on": "from now on",
    "escalated": "A person should look at it: {why}.",
    "released": "{who} has it no more: {why}.",
    "released_nobody": "It waits no more: {why}.",
    "because": "Because of {cause}; decision {seq} of desk {desk}, line {line} of the policy.",
    "no_line": "none",
    "cause": "{what} {id} from {source}",
    "tick": "the passing of time",
    "overflow.asked": "another desk's request for help",
    "overflow.answered": "another desk's answer to a request for help",
    "removal": "a removal",
    "split": "Not to the lead of this client: {why}.",
    "introduced": "Introduced by {by}, {why}.",
    "looked_at": "{considered} managers looked at: {could}{rest}.",
    "looked_at_one": "{considered} manager looked at: {could}{rest}.",
    "could": "{fact} could take it",
    "nobody_could": "nobody could take it",
    "refused": "{number} {what}",
    "rest": "; {fact}",
    "best": "The best, in order: {ranks}.",
    "rank": "{who} (preference {word}, skill levels {levels}, load then {load}, {served})",
    "never_assigned": "never assigned before",
    "last_assigned": "last assigned by decision {fact}",
    "load": "{who} then held {load_after} of {capacity} units of capacity, {load_before} before.",
    "help": "What would help: {changes}.",
    "or": "; or ",
    "unit": "unit",
    "units": "units",
    "next_step": "The next step opens at {fact}.",
    "expected_wait": "It is expected to wait {fact}.",
    "finished": "Finished by {who}{served}{outcome}{wrap_up}.",
    "finished_nobody": "Over, and nobody had it.",
    "served": " after {fact} of service",
    "wrap_up": "; {who} is held for the wrap-up until {fact}",
}
ENGLISH: Final = Tongue(
    ORIGIN, REFUSED, SPLIT, FLAG, RELEASED, ESCALATED, INTRODUCED, RELAX, {}, SENTENCE,
    units=("h", "min", "s"), last=" and ", last_refused=" and ",
)  # fmt: skip
