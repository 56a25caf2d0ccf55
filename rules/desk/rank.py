"""The order in which managers are preferred, as far as it does not hang on the words that name them."""

from collections.abc import Iterable, Iterator
from typing import Final

from models.short_hashes import sha256_hex

RankKey = tuple[int, int, int, str]
"""Levels (negative), load after (scaled to an exact whole number), seq of the last assignment or 0, manager_id."""

EXACT: Final = 64
"""
Bits by which load / capacity is scaled before it is cut: two fractions with capacities up to 2**32
that differ, differ by at least 2**-64, so cutting keeps their order, and equal ones stay equal.
"""


def tie_hash(subject_id: str, manager_id: str) -> str:
    """The last word of a rank: stable, and different for every contact, client or coverage."""
    return sha256_hex(f"{subject_id}|{manager_id}".encode())


def in_order(ranked: Iterable[RankKey], contact_id: str) -> Iterator[str]:
    """Manager ids by rank, from sorted keys. Only those never assigned can be equal before the hash."""
    tied: list[str] = []
    head: tuple[int, int, int] | None = None
    for levels, after, seq, manager_id in ranked:
        if tied and head != (levels, after, seq):
            yield from _by_hash(contact_id, tied)
            tied = []
        if seq:
            yield manager_id
        else:
            head = (levels, after, seq)
            tied.append(manager_id)
    yield from _by_hash(contact_id, tied)


def _by_hash(contact_id: str, tied: list[str]) -> list[str]:
    return tied if len(tied) < 2 else sorted(tied, key=lambda manager_id: tie_hash(contact_id, manager_id))
