"""What the people watching know: everything Kontor published so far, folded into one picture."""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kontor.demo.tariff_words import tariff_words
from kontor.demo.words import alert_words, client_words, decision_words, refusals, rejection_words
from models.instants import parse_instant
from rules.figures.lives import Lives
from rules.figures.occupation import Occupations

ASSIGNMENTS: Final = "kontor.assignments"
LOADS: Final = "kontor.manager-loads"
ALERTS: Final = "kontor.alerts"
DEAD_LETTERS: Final = "kontor.dead-letters"
TARIFF_OFFERS: Final = "kontor.tariff-offers"
SHOWN: Final = (ASSIGNMENTS, LOADS, ALERTS, DEAD_LETTERS, TARIFF_OFFERS)
"""Topics the board reads."""
_KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the running account."""

    at_ms: int
    kind: str
    """CloudEvents type, or `story` for what the demo itself tells."""
    desk_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contact in the queue."""

    contact_id: str
    desk_id: str
    since_ms: int
    who: str
    why: str


@dataclass(slots=True)
class Board:
    """The picture. `message` folds one published event in; nothing here asks a clock."""

    notes: deque[Note] = field(default_factory=lambda: deque(maxlen=_KEPT))
    waiting: dict[str, Waiting] = field(default_factory=dict)
    managers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    lives: Lives = field(default_factory=Lives)
    occupations: Occupations = field(default_factory=Occupations)
    tell: Callable[[Note], None] = lambda _: None
    """Called with each new note; the plain view prints there."""
    _seen: set[str] = field(default_factory=set)

    def message(self, topic: str, event: Mapping[str, Any] | None, key: str = "") -> None:
        """One record of a topic in `SHOWN`, decoded; None is a tombstone (`key` says whose)."""
        if event is None:
            if topic == LOADS:
                self.managers.pop(key, None)
            return
        kind, data = event["type"], event["data"]
        if topic == ASSIGNMENTS:
            self._decision(kind, data)
        elif topic == LOADS:
            self.managers[data["manager_id"]] = data
            self.occupations.load(data)
        elif topic == ALERTS:
            self._note(event, kind, data.get("desk_id") or "", alert_words(data))
        elif topic == TARIFF_OFFERS:
            self._tariff(event, kind, data)
        elif topic == DEAD_LETTERS:
            self.counts["dead letters"] += 1
            self._note(event, kind, "", rejection_words(data))

    def story(self, at_ms: int, text: str) -> None:
        """Something the demo tells by itself."""
        self._add(Note(at_ms, "story", "", text))

    def ready(self, managers: set[str]) -> bool:
        """Kontor has said a load of every one of these managers, so it knows them all."""
        return managers <= self.managers.keys()

    def _decision(self, kind: str, data: Mapping[str, Any]) -> None:
        if data["decision_id"] in self._seen:
            return
        self._seen.add(data["decision_id"])
        self.lives.decision(kind, data)
        contact = data["contact_id"]
        self.counts[kind] += 1
        if kind == "contact.queued":
            since = parse_instant(data["opened_at"])
            self.waiting[contact] = Waiting(contact, data["desk_id"], since, client_words(data), refusals(data))
        elif kind != "contact.escalated":
            self.waiting.pop(contact, None)
        if kind != "contact.finished":
            self._add(Note(parse_instant(data["decided_at"]), kind, data["desk_id"], decision_words(kind, data)))

    def _tariff(self, event: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> None:
        if event["id"] not in self._seen:
            self._seen.add(event["id"])
            self.counts[kind] += 1
            self._note(event, kind, "", tariff_words(kind, data))

    def _note(self, event: Mapping[str, Any], kind: str, desk_id: str, text: str) -> None:
        self._add(Note(parse_instant(event["time"]), kind, desk_id, text))

    def _add(self, note: Note) -> None:
        self.notes.append(note)
        self.tell(note)
