"""Who is employed today, whose books and which clients there are: what a policy is checked against before it holds."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from kontor.topic_records import Start, reading
from models.cloudevent import Event, decode
from models.errors import USAGE, KontorError
from models.messages.client import ClientUpdated, WallConsent
from models.messages.load import Book as TheBook
from models.messages.manager import ManagerUpdated
from models.recording import Line, read_lines
from rules.policy import Book, Client, Clients, Person
from streams.settings import Settings

MANAGERS: Final = "crm.managers"
LOADS: Final = "kontor.manager-loads"
CLIENTS: Final = "crm.clients"


def people_in(lines: Iterable[Line]) -> tuple[Person, ...]:
    """Tell who is employed when all `lines` of `crm.managers` are said."""
    employed: dict[str, ManagerUpdated] = {}
    for said in _said_on(MANAGERS, lines):
        manager_id = str(said.data.get("manager_id"))
        if said.type == "manager.left":
            employed.pop(manager_id, None)
        elif said.type == "manager.updated":
            try:
                employed[manager_id] = ManagerUpdated.model_validate(said.data)
            except ValidationError:
                continue  # the intake would not take it in either
    return tuple(employed[manager_id] for manager_id in sorted(employed))


def books_in(lines: Iterable[Line]) -> tuple[Book, ...]:
    """Tell the books as `lines` of `kontor.manager-loads` say them last."""
    books: dict[str, Book] = {}
    for said in _said_on(LOADS, lines):
        manager_id, book = str(said.data.get("manager_id")), said.data.get("book")
        books.pop(manager_id, None)
        try:
            told = TheBook.model_validate(book)
        except ValidationError:
            continue  # he has none
        desk_id = str(said.data.get("desk_id"))
        books[manager_id] = Book(manager_id, desk_id, told.groups, told.margin_share_max_ppm, told.hhi)
    return tuple(books[manager_id] for manager_id in sorted(books))


def clients_in(lines: Iterable[Line]) -> Clients:
    """Tell the clients and consents there are when all `lines` of `crm.clients` are said."""
    clients: dict[str, Client] = {}
    consents: dict[str, WallConsent] = {}
    for line in (each for each in lines if each.topic == CLIENTS):
        key = (line.key or b"").decode(errors="replace")
        if line.value is None:
            clients.pop(key, None)
            consents.pop(key, None)
            continue
        said = decode(line.value, line.headers)
        try:
            if isinstance(said, Event) and said.type == "client.updated":
                client = ClientUpdated.model_validate(said.data)
                clients[client.client_id] = client
            elif isinstance(said, Event) and said.type == "wall.consent":
                consents[key] = WallConsent.model_validate(said.data)
        except ValidationError:
            continue  # the intake would not take it in either
    sides = {(each.coverage_a, each.coverage_b, each.side) for each in consents.values() if each.until is None}
    both = frozenset(frozenset((a, b)) for a, b, side in sides if side == "a" and (a, b, "b") in sides)
    return Clients(tuple(clients[client_id] for client_id in sorted(clients)), both)


def recorded(recording: Path) -> list[Line]:
    """Read a recording; raises `KontorError` when it cannot be."""
    try:
        return list(read_lines(recording.read_bytes().splitlines()))
    except OSError as error:
        raise KontorError(f"{recording} cannot be read: {error.strerror}", USAGE) from error


def on_the_bus(settings: Settings) -> list[Line]:
    """Read who is employed and whose books there are; raises `KontorError` when the brokers cannot be read."""
    with reading(settings) as bus:
        return list(bus.lines((MANAGERS, LOADS), Start("earliest")))


def _said_on(topic: str, lines: Iterable[Line]) -> Iterator[Event]:
    """The events of one topic; what is none is left out."""
    for line in lines:
        said = decode(line.value, line.headers) if line.topic == topic else None
        if isinstance(said, Event) and isinstance(said.data, dict):
            yield said
