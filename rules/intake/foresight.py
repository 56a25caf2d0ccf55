"""
How far a line will move the virtual clock, told before it is taken.

Desks that ask each other for help do it at instants between two lines. A replay has to let them
before it takes the next line in, or the intake would know already what had not yet been said.
"""

from models.inbox_headers import DESKS, SEARCHES, STARTED, TICKS, TOO_LARGE, Origin
from models.messages.reading import Message, read
from models.messages.said import ACTIVITY, CLIENTS, CONTACTS, MANAGERS, OFFERS, POLICIES
from models.rejection import Rejection
from models.unit import InboxRecord
from rules.intake.contacts import is_without_desk
from rules.intake.heard import text_of
from rules.intake.offers import is_without_coverage
from rules.intake.policies import checked
from rules.intake.seen import seen_key
from rules.intake.state import IntakeState
from rules.intake.tariffs import POSTED, changes_published, conflicting


def believed_ms(state: IntakeState, time_ms: int | None, arrival_ms: int) -> int:
    """`at`: the event's own time within [arrival - late limit, arrival], else the arrival."""
    return arrival_ms if time_ms is None else max(min(time_ms, arrival_ms), arrival_ms - state.late_limit_ms)


def foreseen_clock(state: IntakeState, record: InboxRecord, origin: Origin, max_bytes: int) -> int:
    """The clock after a line that nobody has taken yet."""
    arrival_ms = record.timestamp_ms
    if record.value is None:
        forgets = origin.topic in (CLIENTS, MANAGERS) and text_of(record.key)
        if not forgets or any(name == TOO_LARGE for name, _ in record.headers):
            return state.clock_ms
        return max(state.clock_ms, arrival_ms)
    own = origin.topic in (TICKS, STARTED, DESKS, SEARCHES)
    said = read(origin.topic, record.value) if own else read(origin.topic, record.value, origin.headers, max_bytes)
    if isinstance(said, Rejection) or origin.topic == STARTED:
        return state.clock_ms
    time_ms = said.event.time_ms
    if own:
        instant_ms = arrival_ms if time_ms is None else time_ms
        early = origin.topic == TICKS and instant_ms > arrival_ms
        return state.clock_ms if early else max(state.clock_ms, instant_ms)
    if not _counts(state, origin, said, text_of(record.key), max(state.now_ms, arrival_ms)):
        return state.clock_ms
    return max(state.clock_ms, believed_ms(state, time_ms, arrival_ms))


def _counts(state: IntakeState, origin: Origin, said: Message, key: str | None, now_ms: int) -> bool:
    """Whether it will be accepted, and no repeat."""
    event = said.event
    if state.seen.since(seen_key(event.source, event.id), now_ms - state.horizon_ms):
        return False
    if origin.topic == CONTACTS and event.type == "contact.opened":
        return not is_without_desk(state, said.data, origin.timestamp_ms, now_ms - state.horizon_ms)
    if origin.topic == ACTIVITY and event.type == POSTED and state.tariffs.asked is not None:
        return conflicting(state, said.data, now_ms) is None
    if origin.topic == OFFERS:
        return not is_without_coverage(state, event.type, said.data, key)
    if origin.topic == POLICIES:
        policy = checked(said.data)
        return not isinstance(policy, Rejection) and changes_published(state, policy) is None
    return True
