"""Where each contact lives, and what was said of contacts that nobody has opened yet."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import orjson

from models.shared_text import shared

PREFIX: Final = "contact/"
EARLY_PREFIX: Final = "early/"
MOST_EARLY: Final = 20
"""Records kept of one contact before its opening; it would take a broken sender to say more."""

Kept = dict[str, Any]
"""A record kept: type, at, cause, data, and when (`heard`) and where (`place`) it was heard."""


class Contact(NamedTuple):
    """One contact."""

    desk_id: str | None
    """None of history: no desk ever hears of it."""
    client_id: str | None
    ended_ms: int | None = None
    """When its end was heard; None while it is open."""
    ended_place: int = -1
    """Where its end was heard in the inbox."""
    moves: int = 0
    """How many acts of people its desks were told of it."""
    asked: str | None = None
    """The desk it is offered to: until that one answers, what is said of it is kept."""


_USUAL: Final = 4
_NOTHING_MORE: Final = (0, None)
"""What of almost every contact is not written down."""


class ContactTable:
    """Contact id to contact or to the records that came before its opening."""

    __slots__ = ("_early", "_of_client", "_rows")

    def __init__(self) -> None:
        self._rows: dict[str, Contact] = {}
        self._early: dict[str, list[Kept]] = {}
        self._of_client: dict[str, int] = {}

    def restore(self, rows: Mapping[str, bytes]) -> Iterator[tuple[int, int, str]]:
        """Take over journal rows; gives what the horizon has to know of them."""
        for key, row in rows.items():
            if key.startswith(PREFIX):
                desk_id, client_id, *end = orjson.loads(row)
                # Few desks and clients, said of many contacts: each text is kept once.
                contact = Contact(desk_id and shared(desk_id), client_id and shared(client_id), *end)
                self.put(key[len(PREFIX) :], contact)
                if contact.ended_ms is not None:
                    yield contact.ended_ms, contact.ended_place, key
            elif key.startswith(EARLY_PREFIX):
                kept = self._early[key[len(EARLY_PREFIX) :]] = orjson.loads(row)
                for each in kept:
                    yield each["heard"], each["place"], key

    def row(self, contact_id: str) -> bytes | None:
        """The journal row of a contact."""
        contact = self._rows.get(contact_id)
        if contact is None:
            return None
        return orjson.dumps(contact[:_USUAL] if contact[_USUAL:] == _NOTHING_MORE else tuple(contact))

    def early_row(self, contact_id: str) -> bytes | None:
        """The journal row of what came before a contact's opening."""
        kept = self._early.get(contact_id)
        return None if kept is None else orjson.dumps(kept)

    def get(self, contact_id: str, after_ms: int) -> Contact | None:
        """The contact, unless it is unknown or its end was heard at or before `after_ms`."""
        contact = self._rows.get(contact_id)
        if contact is None or (contact.ended_ms is not None and contact.ended_ms <= after_ms):
            return None
        return contact

    def put(self, contact_id: str, contact: Contact) -> None:
        """Enter a contact, or what has become of it."""
        before = self._rows.get(contact_id)
        self._rows[contact_id] = contact
        if before is None or before.client_id != contact.client_id:
            self._leave(before)
            if contact.client_id is not None:
                self._of_client[contact.client_id] = self._of_client.get(contact.client_id, 0) + 1

    def _leave(self, contact: Contact | None) -> None:
        if contact is not None and contact.client_id is not None:
            left = self._of_client[contact.client_id] - 1
            if left:
                self._of_client[contact.client_id] = left
            else:
                del self._of_client[contact.client_id]

    def has_contact_of(self, client_id: str) -> bool:
        """Whether a contact of the client is kept here, open or over."""
        return client_id in self._of_client

    def forget(self, contact_id: str, place: int) -> Contact | None:
        """Forget a contact whose end was heard at `place`; None if it is another by now."""
        contact = self._rows.get(contact_id)
        if contact is None or contact.ended_place != place:
            return None
        del self._rows[contact_id]
        self._leave(contact)
        return contact

    def keep_early(self, contact_id: str, kept: Kept) -> bool:
        """Keep a record until the contact's opening; False when there are too many already."""
        waiting = self._early.setdefault(contact_id, [])
        if len(waiting) >= MOST_EARLY:
            return False
        waiting.append(kept)
        return True

    def take_early(self, contact_id: str, after_ms: int) -> list[Kept] | None:
        """Give out what was kept of a contact and heard after `after_ms`, in order; None if nothing was kept."""
        kept = self._early.pop(contact_id, None)
        return None if kept is None else [each for each in kept if each["heard"] > after_ms]

    def forget_early(self, contact_id: str, place: int) -> bool:
        """Forget what was heard of a contact up to `place`; says whether there was anything."""
        kept = self._early.get(contact_id)
        if kept is None or kept[0]["place"] > place:
            return False
        left = [each for each in kept if each["place"] > place]
        if left:
            self._early[contact_id] = left
        else:
            del self._early[contact_id]
        return True
