"""The intake as a fold over `kontor.intake-inbox`: all the bank said, in one order, one line at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from models.inbox_headers import DESKS, SEARCHES, STARTED, TICKS, TOO_LARGE, Origin, origin_of
from models.instants import parse_instant
from models.messages.reading import Message as Said
from models.messages.reading import read
from models.messages.said import ACTIVITY, CLIENTS, CONTACTS, MANAGERS, OFFERS, POLICIES
from models.rejection import Rejection
from models.row_version import FIRST
from models.unit import InboxRecord, Message
from rules.intake import (
    audit,
    clients,
    contacts,
    hand_overs,
    histories,
    managers,
    margins,
    offers,
    overflow,
    policies,
    serving,
    talking,
    tariffs,
    walls,
)
from rules.intake.consent_table import PREFIX as CONSENT_PREFIX
from rules.intake.dead_letter import dead_letter
from rules.intake.foresight import believed_ms, foreseen_clock
from rules.intake.heard import Heard, text_of
from rules.intake.outbox import Outbox, tick_command
from rules.intake.seen import seen_key
from rules.intake.state import PROGRESS, IntakeState

MAX_RECORD_BYTES: Final = 512 * 1024
"""The largest record of the contract, unless the installation says otherwise."""

Act = Callable[[IntakeState, Heard, Outbox], Rejection | None]


ACTS: Final[Mapping[tuple[str, str], Act]] = {
    (CONTACTS, "contact.opened"): contacts.opened,
    (CONTACTS, "contact.accepted"): contacts.followed,
    (CONTACTS, "contact.declined"): contacts.followed,
    (CONTACTS, "contact.closed"): contacts.followed,
    (CONTACTS, "contact.abandoned"): contacts.followed,
    (CONTACTS, "contact.reassigned"): contacts.followed,
    (CLIENTS, "client.updated"): clients.updated,
    (CLIENTS, "wall.consent"): walls.consented,
    (MANAGERS, "manager.updated"): managers.updated,
    (MANAGERS, "manager.presence"): managers.present,
    (MANAGERS, "manager.notice"): managers.noticed,
    (MANAGERS, "manager.left"): managers.left,
    (ACTIVITY, "turnover.posted"): tariffs.acted,
    (ACTIVITY, "turnover.reversed"): tariffs.acted,
    (ACTIVITY, "balance.recorded"): tariffs.acted,
    (ACTIVITY, "loan.updated"): tariffs.acted,
    (ACTIVITY, "product.activated"): tariffs.acted,
    (ACTIVITY, "product.closed"): tariffs.acted,
    (ACTIVITY, "margin.recorded"): margins.recorded,
    (OFFERS, "offer.requested"): offers.said_of_offer,
    (OFFERS, "offer.submitted"): offers.said_of_offer,
    (OFFERS, "offer.decided"): offers.said_of_offer,
    (OFFERS, "offer.sent"): offers.said_of_offer,
    (OFFERS, "offer.accepted"): offers.said_of_offer,
    (OFFERS, "offer.declined"): offers.said_of_offer,
    (OFFERS, "offer.withdrawn"): offers.said_of_offer,
    (OFFERS, "offer.reviewed"): offers.said_of_offer,
    (OFFERS, "offer.ended"): offers.said_of_offer,
    (OFFERS, "fee.waiver"): offers.said_of_offer,
    (OFFERS, offers.HELD): offers.risk_held,
    (POLICIES, "policy.activated"): policies.activated,
}
"""What is done with each type on each topic."""


BETWEEN_DESKS: Final[Mapping[str, Callable[[IntakeState, Heard, Outbox], None]]] = {
    "overflow.asked": overflow.asked,
    "overflow.answered": overflow.answered,
    "contact.assigned": talking.assigned,
    "manager.history": histories.told,
    "contact.held": serving.held,
    "coverage.led": serving.led,
}
"""What is done with each type that desks tell each other, or the tariffs."""
FOUND: Final[Mapping[str, Callable[[IntakeState, Heard, Outbox], None]]] = {
    "handover.planned": hand_overs.pass_on,
    "handover.continued": hand_overs.pass_on,
}
"""What is done with each type that searches outside the folds have found."""
OWN_TOPICS: Final = (TICKS, STARTED, DESKS, SEARCHES)


class IntakeFold:
    """
    `models.unit.Fold` of the intake.

    `source` names Kontor in the events it publishes; a value larger than `max_record_bytes`
    is rejected unread, and no dead letter is larger.
    """

    def __init__(self, source: str = "kontor", max_record_bytes: int = MAX_RECORD_BYTES) -> None:
        self._source = source
        self._max_record_bytes = max_record_bytes
        self._state = IntakeState()

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:  # noqa: ARG002  # it decides nothing: no epoch
        """Replace the state by `rows`."""
        self._state = IntakeState()
        self._state.restore(rows)

    def renew(self, epoch: int) -> None:
        """Nothing: it decides nothing."""

    @property
    def clock_ms(self) -> int:
        """The largest `at` of all accepted lines, UTC milliseconds."""
        return self._state.clock_ms

    @property
    def now_ms(self) -> int:
        """The largest arrival so far."""
        return self._state.now_ms

    def foresee(self, record: InboxRecord, origin: Origin) -> int:
        """Where `clock_ms` will stand when this line is taken; nothing changes."""
        return foreseen_clock(self._state, record, origin, self._max_record_bytes)

    def audit_tick(self, instant_ms: int, clock_ms: int) -> Message:
        """What the audit is told when a business date begins for it, under a clock; nothing changes."""
        return audit.audit_tick(self._state, instant_ms, clock_ms)

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        """Take one line in; returns commands to desks, or a dead letter."""
        return self.take(record, origin_of(record.headers))

    def take(self, record: InboxRecord, origin: Origin) -> Sequence[Message]:
        """`apply`, by somebody who knows where the record was first written; its headers are not looked at for that."""
        state = self._state
        state.now_ms = max(state.now_ms, record.timestamp_ms)
        state.touch(PROGRESS)
        state.purge()
        if origin.topic in OWN_TOPICS:
            return self._own(record, origin)
        outbox = Outbox()
        rejection = self._null(record, origin, outbox) if record.value is None else self._said(record, origin, outbox)
        if rejection is None:
            return outbox.messages
        state.count(f"rejected_{rejection.reason}")
        return [dead_letter(record, origin, rejection, self._source, self._max_record_bytes)]

    def _said(self, record: InboxRecord, origin: Origin, outbox: Outbox) -> Rejection | None:
        said = read(origin.topic, record.value, origin.headers, self._max_record_bytes)
        if isinstance(said, Rejection):
            return said
        state, event = self._state, said.event
        seen = seen_key(event.source, event.id)
        if state.seen.since(seen, state.expired_ms()):
            state.count("duplicate")
            return None
        heard = self._heard(record, origin, said, believed_ms(state, event.time_ms, record.timestamp_ms))
        rejection = ACTS[origin.topic, event.type](state, heard, outbox)
        if rejection is None:
            state.clock_ms = heard.clock_ms
            state.seen.add(seen, heard.now_ms, heard.place)
            state.horizon.keep(heard.now_ms, heard.place, seen)
            state.touch(seen)
        return rejection

    def _heard(self, record: InboxRecord, origin: Origin, said: Said, at_ms: int) -> Heard:
        state, event = self._state, said.event
        return Heard(
            origin.topic,
            event.source,
            event.id,
            event.type,
            at_ms,
            said.data,
            origin,
            record.offset,
            state.now_ms,
            max(state.clock_ms, at_ms),
            record.timestamp_ms,
            text_of(record.key),
        )

    def _null(self, record: InboxRecord, origin: Origin, outbox: Outbox) -> Rejection | None:
        """A record without a value: something is forgotten, or what is due is missing."""
        sizes = [value for name, value in record.headers if name == TOO_LARGE]
        if sizes:
            size = sizes[0].decode(errors="replace")
            return Rejection("too_large", (f"value: {size} bytes, at most {self._max_record_bytes} are taken",))
        if origin.topic not in (CLIENTS, MANAGERS):
            return Rejection("invalid", ("value: null where a message is due",))
        key = text_of(record.key)
        if key is None:
            return Rejection("invalid", ("key: a null value needs a key that says whom it is about",))
        state, arrival_ms = self._state, record.timestamp_ms
        state.clock_ms = max(state.clock_ms, arrival_ms)
        place = f"{origin.partition}/{origin.offset}"
        heard = Heard(
            origin.topic, origin.topic, place, None, arrival_ms, {}, origin, record.offset, state.now_ms,
            state.clock_ms, arrival_ms,
        )  # fmt: skip
        if origin.topic == MANAGERS:
            managers.removed(state, heard, key, outbox)
        elif key.startswith(CONSENT_PREFIX):
            walls.withdrawn(state, heard, key, outbox)
        else:
            clients.forgotten(state, heard, key, outbox)
        return None

    def _own(self, record: InboxRecord, origin: Origin) -> Sequence[Message]:
        """What Kontor tells itself: a tick goes on to its desk, the first start is remembered."""
        state = self._state
        said = read(origin.topic, record.value)
        if isinstance(said, Rejection):
            state.count(f"rejected_{said.reason}")
            return [dead_letter(record, origin, said, self._source, self._max_record_bytes)]
        if origin.topic == STARTED:
            if state.start_ms is None:
                state.start_ms = parse_instant(said.data["start"])
            return ()
        instant_ms = record.timestamp_ms if said.event.time_ms is None else said.event.time_ms
        if origin.topic in (DESKS, SEARCHES):
            return self._of_desks(record, origin, said, instant_ms)
        if instant_ms > record.timestamp_ms:
            # The clock of whoever wrote it runs ahead of the broker's. It comes again when it is due.
            state.count("tick_early")
            return ()
        state.clock_ms = max(state.clock_ms, instant_ms)
        return [self._passed_on(said, instant_ms)]

    def _passed_on(self, tick: Said, instant_ms: int) -> Message:
        """A tick goes on to whose it is."""
        match tick.event.type:
            case "tick.coverage":
                return tariffs.ticked(self._state, tick.data["coverage_id"], instant_ms)
            case "tick.audit":
                return self.audit_tick(instant_ms, self._state.clock_ms)
        return tick_command(tick.data["desk_id"], instant_ms, self._state.clock_ms)

    def _of_desks(self, record: InboxRecord, origin: Origin, said: Said, at_ms: int) -> Sequence[Message]:
        """What one desk tells another, or was found for it: `at` is the clock of the desk that said, or asked, it."""
        outbox = Outbox()
        heard = self._heard(record, origin, said, at_ms)
        self._state.clock_ms = heard.clock_ms
        acts = BETWEEN_DESKS if origin.topic == DESKS else FOUND
        acts[said.event.type](self._state, heard, outbox)
        return outbox.messages

    def take_touched(self) -> Iterable[str]:
        """Keys of rows changed since the last call."""
        return self._state.take_touched()

    def row(self, key: str) -> bytes | None:
        """The encoded row of `key` as it now is; None when it is gone."""
        return self._state.row(key)

    def needs_version(self) -> int:
        """The row version a reader of the rows must know."""
        return FIRST

    def take_counts(self) -> Mapping[str, int]:
        """What was counted since the last call."""
        return self._state.take_counts()

    def next_due(self) -> int | None:
        """Never: nothing changes at the intake by time alone."""
        return None

    def ticks(self, now_ms: int) -> Sequence[Message]:  # noqa: ARG002  # part of the protocol
        """None."""
        return ()
