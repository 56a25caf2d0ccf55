"""
Keys of the tariffs' rows: `<kind>/<length>/<coverage_id>/…`.

Ids are the bank's and may hold a slash, so each but the last is preceded by its length.
"""

from collections.abc import Iterator
from typing import Final

POLICY: Final = "policy"
FEED: Final = "feed"
"""Key of the row that says how far the feed of postings has come."""


def key_of(kind: str, *ids: str) -> str:
    """The key of a row."""
    return "/".join([kind, *(f"{len(each)}/{each}" for each in ids)])


def ids_of(key: str) -> tuple[str, list[str]]:
    """Kind and ids of a key."""
    kind, _, rest = key.partition("/")
    return kind, list(_ids(rest))


def _ids(rest: str) -> Iterator[str]:
    while rest:
        length, _, rest = rest.partition("/")
        end = int(length)
        yield rest[:end]
        rest = rest[end + 1 :]
