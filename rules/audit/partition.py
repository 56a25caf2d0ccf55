"""
What compares coverages, as the fold the engine runs over `kontor.audit-inbox`.

There stand, in one order, copies of all that is said on `kontor.tariff-offers`, and what the intake tells:
the policy, and once a business date a tick that says who are walled rivals then.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import orjson

from models.business_days import business_date, first_instant
from models.cloudevent import encode
from models.ids import message_id
from models.instants import format_instant, parse_instant
from models.messages.told import ALERTS
from models.notes import Notes
from models.policy import Policy
from models.policy.tariffs import Tariffs
from models.row_version import FIRST
from models.ticks import tick_message
from models.unit import InboxRecord, Message
from rules.audit.alarms import Alarm, Place, alarms
from rules.audit.grant import RUNNING, Grant, decode_grant, encode_grant
from rules.audit.hearing import hear
from rules.audit.parity import Walls
from rules.tariff import exact_json
from rules.tariff.row_keys import POLICY, ids_of, key_of
from rules.tariff.windows import months_on

NAME: Final = "audit"
"""Key of its own row, and what its ticks and alerts are numbered under."""
TICK: Final = "tick.audit"
MONTHS_OF_QUARTER: Final = 3
OVER: Final = frozenset({"rejected", "withdrawn", "declined", "lapsed", "settled", "superseded", "inactivated"})


class AuditPartition:
    """The state of the audit; it has one partition."""

    def __init__(self, source: str = "kontor") -> None:
        """Begin empty; `source` is the CloudEvents source of its alerts."""
        self._source = source
        self._empty()

    def _empty(self) -> None:
        self._policy: Policy | None = None
        self._policy_row: bytes | None = None
        self._clock = 0
        """The last tick; before the first what set it going, UTC milliseconds."""
        self._seq = 0
        """Number of the last alert."""
        self._seqs: dict[str, int] = {}
        """The number of the last record of each coverage: what comes again is dropped."""
        self._grants: dict[tuple[str, int], Grant] = {}
        self._open: dict[Place, tuple[int, Alarm]] = {}
        """Alerts that have not cleared: since when, and what was said."""
        self._notes = Notes()

    def restore(self, rows: Mapping[str, bytes], epoch: int) -> None:  # noqa: ARG002  # nothing told carries one
        """Replace the state by `rows`."""
        self._empty()
        self._policy_row = rows.get(POLICY)
        if self._policy_row is not None:
            self._policy = Policy.from_canonical(orjson.loads(self._policy_row)["policy"])
        for key in sorted(rows):
            row = exact_json.loads(rows[key])
            match ids_of(key):
                case "audit", []:
                    self._clock, self._seq = row["clock"], row["seq"]
                case "coverage", [coverage_id]:
                    self._seqs[coverage_id] = row
                case "grant", _:
                    grant = decode_grant(row)
                    self._grants[grant.key] = grant
                case "alarm", [kind, subject, item]:
                    self._open[kind, subject, item] = row["since"], Alarm(*row["said"])

    def renew(self, epoch: int) -> None:
        """Nothing: nothing told carries an epoch."""

    def apply(self, record: InboxRecord) -> Sequence[Message]:
        """Take a copied record in, or a command of the intake."""
        said = _read(record.value)
        if said is None:
            self._notes.count("unreadable")
            return ()
        if "specversion" in said:
            self._hear(said)
            return ()
        match said["type"]:
            case "policy.activated":
                self._policy = Policy.from_canonical(said["data"]["policy"])
                self._policy_row = orjson.dumps({name: said["data"][name] for name in ("version", "policy")})
                self._notes.touch(POLICY)
                return ()
            case "tick":
                return self._tick(said)
        raise ValueError(f"the command {said['type']!r} is unknown: a newer Kontor wrote it, and must read it")

    def take_touched(self) -> Iterable[str]:
        """Keys of rows that may have changed since the last call."""
        return self._notes.take_touched()

    def row(self, key: str) -> bytes | None:
        """The row of `key` as it now is."""
        if key == POLICY:
            return self._policy_row
        match ids_of(key):
            case "audit", []:
                return orjson.dumps({"clock": self._clock, "seq": self._seq})
            case "coverage", [coverage_id]:
                return orjson.dumps(self._seqs[coverage_id])
            case "grant", [agreement_id, version]:
                grant = self._grants.get((agreement_id, int(version)))
                return None if grant is None else encode_grant(grant)
            case "alarm", [kind, subject, item]:
                standing = self._open.get((kind, subject, item))
                return None if standing is None else exact_json.dumps({"since": standing[0], "said": standing[1]})
        raise ValueError(f"no row is called {key}")

    def needs_version(self) -> int:
        """The row version a reader of the rows must know."""
        return FIRST

    def take_counts(self) -> Mapping[str, int]:
        """What was counted since the last call."""
        return self._notes.take_counts()

    def next_due(self) -> int | None:
        """The beginning of the next business date, while there is anything to compare or to clear."""
        if self._rules is None or not self._busy:
            return None
        zone = self._zone
        return first_instant(business_date(self._clock, zone) + timedelta(days=1), zone)

    def ticks(self, now_ms: int) -> Sequence[Message]:
        """The tick of the next business date, if it has begun."""
        due = self.next_due()
        if due is None or due > now_ms:
            return ()
        return [tick_message(TICK, NAME, due, {})]

    def open_alarms(self) -> Sequence[Place]:
        """Kind, subject and item of the alerts that have not cleared, in order."""
        return sorted(self._open)

    @property
    def _rules(self) -> Tariffs | None:
        return None if self._policy is None else self._policy.tariff_rules

    @property
    def _zone(self) -> str:
        assert self._policy is not None, "nothing is due before a policy"
        return self._policy.time_zone

    @property
    def _busy(self) -> bool:
        return bool(self._grants or self._open)

    def _hear(self, event: Mapping[str, Any]) -> None:
        """A record of `kontor.tariff-offers`; one that was there before, or is none of ours, changes nothing."""
        try:
            data = event["data"]
            coverage_id, seq, at = data["coverage_id"], data["seq"], parse_instant(data["decided_at"])
            if seq <= self._seqs.get(coverage_id, 0):
                self._notes.count("repeated")
                return
            idle = not self._busy
            changed = hear(self._grants, event)
        except (AttributeError, KeyError, TypeError, ValueError):
            self._notes.count("unreadable")
            return
        self._seqs[coverage_id] = seq
        self._notes.touch(key_of("coverage", coverage_id))
        if changed is not None:
            self._notes.touch(key_of("grant", changed[0], str(changed[1])))
        if idle and at > self._clock:
            # Nothing was to be compared until now: the days before it need no ticks.
            self._clock = at
            self._notes.touch(NAME)

    def _tick(self, command: Mapping[str, Any]) -> list[Message]:
        """A business date begins. One told twice, or too late, changes nothing."""
        at, rules = command["at"], self._rules
        if at <= self._clock or rules is None:
            return []
        self._clock = at
        self._notes.touch(NAME)
        today = business_date(at, self._zone)
        since = first_instant(months_on(today, -MONTHS_OF_QUARTER * rules.favouritism.quarters), self._zone)
        period = [each for each in self._grants.values() if each.holds and since <= (each.approved_at or 0) < at]
        in_force = [each for each in self._grants.values() if each.state in RUNNING]
        now = alarms(period, in_force, Walls.of(command["data"]), rules.favouritism)
        out: list[Message] = []
        for place in sorted({*now, *self._open}):
            if place not in self._open:
                self._open[place] = at, now[place]
                out.append(self._alert(place, command, *self._open[place], cleared=False))
            elif place not in now:
                out.append(self._alert(place, command, *self._open.pop(place), cleared=True))
        self._forget(since)
        return out

    def _forget(self, since: int) -> None:
        """Drop what nothing can come of any more."""
        for key in [key for key, each in self._grants.items() if each.state in OVER]:
            grant = self._grants[key]
            if not grant.holds or (grant.approved_at or 0) < since:
                del self._grants[key]
                self._notes.touch(key_of("grant", key[0], str(key[1])))

    def _alert(self, place: Place, command: Mapping[str, Any], since: int, said: Alarm, *, cleared: bool) -> Message:
        kind, subject, _ = place
        self._notes.touch(key_of("alarm", *place))
        self._seq += 1
        data = {
            "kind": kind,
            "subject_id": subject,
            "since": format_instant(since),
            "cause": command["cause"],
            "figures": said.figures,
            "rows": said.rows,
            "message": {"en": said.en, "ru": said.ru},
            "cleared": cleared,
        }
        type_ = f"alert.{kind}"
        value = encode(
            id=message_id(NAME, self._seq, type_, subject, 0),
            source=self._source,
            type=type_,
            time=self._clock,
            subject=subject,
            data=orjson.Fragment(exact_json.dumps(data)),
        )
        return Message(ALERTS, subject.encode(), value, type_, self._clock)


def _read(value: bytes | None) -> dict[str, Any] | None:
    try:
        said = exact_json.loads(value or b"null")
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
