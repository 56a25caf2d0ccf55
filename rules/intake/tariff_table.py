"""What the intake knows for the tariffs: what they ask for, who was in which coverage, where each agreement lives."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import orjson

from models.instants import DAY_MS

ASKED: Final = "tariffs"
"""Key of the row that says what the policy's tariffs ask of the intake, and how far the feed of postings has come."""
TOLD_PREFIX: Final = "covered/"
"""Key of a coverage that has been told something."""
FORMER_PREFIX: Final = "former/"
"""Key of the coverages a client has left."""
AGREEMENT_PREFIX: Final = "agreement/"
SHORTEST_WINDOW_DAYS: Final = 31


class Asked(NamedTuple):
    """What the tariffs in force need of the intake."""

    zone: str
    correction_days: int


class TariffTable:
    """See the module. Empty, and of no cost, until a policy with tariffs comes into force."""

    __slots__ = ("agreements", "asked", "former", "longest_days", "postings_to", "published", "told")

    def __init__(self) -> None:
        self.asked: Asked | None = None
        """None: the policy in force has no tariffs."""
        self.postings_to: str | None = None
        """The largest value date of any posting that was not in the future when it came, `YYYY-MM-DD`."""
        self.longest_days = SHORTEST_WINDOW_DAYS
        """Days of the longest window that any agreement was asked for with."""
        self.published: dict[str, str] = {}
        """Item and version of every price list that was ever in force, to a digest of it: it never changes."""
        self.told: set[str] = set()
        """Coverages that know their clients."""
        self.former: dict[str, list[tuple[str, str]]] = {}
        """Client id to the coverages he has left, each with the business date from which he was in it no more."""
        self.agreements: dict[str, str] = {}
        """Agreement id to its coverage, which it keeps."""

    def restore(self, rows: Mapping[str, bytes]) -> None:
        """Take over journal rows."""
        if ASKED in rows:
            said = orjson.loads(rows[ASKED])
            self.asked = None if said["asked"] is None else Asked(*said["asked"])
            self.postings_to, self.longest_days = said["postings_to"], said["longest_days"]
            self.published = said["published"]
        for key, row in rows.items():
            kind, slash, name = key.partition("/")
            match kind + slash:
                case "covered/":
                    self.told.add(name)
                case "former/":
                    self.former[name] = [(coverage_id, until) for coverage_id, until in orjson.loads(row)]
                case "agreement/":
                    self.agreements[name] = orjson.loads(row)

    def row(self, key: str) -> bytes | None:
        """The journal row of a key of these kinds."""
        if key == ASKED:
            asked: dict[str, Any] = {"asked": None if self.asked is None else tuple(self.asked)}
            asked |= {"postings_to": self.postings_to, "longest_days": self.longest_days}
            return orjson.dumps({**asked, "published": self.published})
        kind, slash, name = key.partition("/")
        match kind + slash:
            case "covered/":
                return b"1" if name in self.told else None
            case "former/":
                former = self.former.get(name)
                return None if former is None else orjson.dumps(former)
        coverage_id = self.agreements.get(name)
        return None if coverage_id is None else orjson.dumps(coverage_id)

    def leave(self, client_id: str, coverage_id: str, on: date) -> None:
        """Remember that a client is in a coverage no more, and forget those he left too long ago to matter."""
        since = (on - timedelta(days=self.kept_days())).isoformat()
        kept = [each for each in self.former.get(client_id, ()) if each[1] > since and each[0] != coverage_id]
        self.former[client_id] = [*kept, (coverage_id, on.isoformat())]

    def left_within(self, client_id: str, today: date) -> list[str]:
        """Coverages the client has left so lately that a window he was in may still change, in order of leaving."""
        former = self.former.get(client_id)
        if former is None:
            return []
        since = (today - timedelta(days=self.kept_days())).isoformat()
        return [coverage_id for coverage_id, until in former if until > since]

    def kept_days(self) -> int:
        """How many days a posting, and a former membership, may matter."""
        return self.longest_days + (0 if self.asked is None else self.asked.correction_days)

    def kept_ms(self) -> int:
        """The same in milliseconds."""
        return self.kept_days() * DAY_MS
