"""
Which postings were taken in already: one row a client's posting, as long as a window it counts in may change.

A posting counts once per client whatever its event id. The same id with another content is rejected
here, before its event counts as seen: only so can it be put back once it is mended, and only the
intake sees a client's postings whatever group he is in.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from models.short_hashes import sha1_hex

PREFIX: Final = "posting/"
_CONTENT: Final = ("amount_minor", "currency", "direction", "kind", "value_date")
_DIGITS: Final = 16


def posting_key(client_id: str, posting_id: str) -> str:
    """The row key of a client's posting."""
    return f"{PREFIX}{len(client_id)}/{client_id}/{posting_id}"


def content_of(posting: Mapping[str, Any]) -> bytes:
    """A short digest of all that a posting says of itself."""
    return sha1_hex("|".join(str(posting[name]) for name in _CONTENT).encode())[:_DIGITS].encode()


class PostingTable:
    """Row key of each posting to its row: when it was heard (ms), its place in the inbox, its content."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}

    def restore(self, rows: Mapping[str, bytes]) -> Iterator[tuple[int, int, str]]:
        """Take over journal rows; gives what the horizon has to know of them."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                now_ms, place, _ = row.split()
                self._rows[key] = row
                yield int(now_ms), int(place), key

    def content(self, key: str, expired_ms: int) -> bytes | None:
        """The content under which a posting is known; None when it is not, or was heard at or before an instant."""
        row = self._rows.get(key)
        if row is None:
            return None
        heard_ms, _, content = row.split()
        return content if int(heard_ms) > expired_ms else None

    def add(self, key: str, now_ms: int, place: int, content: bytes) -> None:
        """Remember a posting."""
        self._rows[key] = b"%d %d %b" % (now_ms, place, content)

    def forget(self, key: str, place: int) -> bool:
        """Forget a posting heard at `place`; says whether there was one."""
        row = self._rows.get(key)
        if row is None or int(row.split()[1]) != place:
            return False
        del self._rows[key]
        return True

    def row(self, key: str) -> bytes | None:
        """The row of a posting."""
        return self._rows.get(key)
