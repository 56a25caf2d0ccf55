"""A policy file on its way into force: read, checked, and put into the message that activates it."""

import zoneinfo
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from models.cloudevent import Event, decode, encode
from models.errors import NOT_SO, USAGE, KontorError
from models.ids import kontor_uuid
from models.messages.client import ClientUpdated, WallConsent
from models.messages.load import Book as TheBook
from models.messages.manager import ManagerUpdated
from models.policy import InvalidPolicyError, Policy, UnreadablePolicyError
from models.recording import Line, read_lines
from rules.policy import Book, Client, Clients, Finding, Person, check

KEY: Final = "policy"
"""The key and the subject of the one policy in force."""
TYPE: Final = "policy.activated"
NOBODY: Final = Clients()


def read_policy(path: Path) -> Policy:
    """Read a policy file; raises `KontorError`, 2 when it cannot be read as YAML and 1 when it is no valid policy."""
    try:
        return Policy.from_yaml(path.read_bytes())
    except OSError as error:
        raise KontorError(f"{path} cannot be read: {error.strerror}", USAGE) from error
    except UnreadablePolicyError as error:
        raise KontorError(f"{path} is no YAML that a policy can be read from: {error}", USAGE) from error
    except InvalidPolicyError as error:
        raise KontorError(_sentences(f"{path} is no valid policy", error.problems), NOT_SO) from error


def findings_of(
    policy: Policy,
    people: Sequence[Person] | None = None,
    books: Sequence[Book] = (),
    *,
    clients: Clients = NOBODY,
    keeps_tariffs: bool = True,
) -> tuple[Finding, ...]:
    """Find what the static checks say, with the time zones that this machine knows (none known: not checked)."""
    return check(policy, people, zoneinfo.available_timezones(), books, clients=clients, keeps_tariffs=keeps_tariffs)


def people_in(recording: Path) -> tuple[Person, ...]:
    """Read who is employed at the end of a recording of `crm.managers`; raises `KontorError` when it cannot be read."""
    employed: dict[str, ManagerUpdated] = {}
    for said in _said_on("crm.managers", recording):
        manager_id = str(said.data.get("manager_id"))
        if said.type == "manager.left":
            employed.pop(manager_id, None)
        elif said.type == "manager.updated":
            try:
                employed[manager_id] = ManagerUpdated.model_validate(said.data)
            except ValidationError:
                continue  # the intake would not take it in either
    return tuple(employed[manager_id] for manager_id in sorted(employed))


def books_in(recording: Path) -> tuple[Book, ...]:
    """Read the books at the end of a recording of `kontor.manager-loads`; raises `KontorError` if it cannot be read."""
    books: dict[str, Book] = {}
    for said in _said_on("kontor.manager-loads", recording):
        manager_id, book = str(said.data.get("manager_id")), said.data.get("book")
        books.pop(manager_id, None)
        try:
            told = TheBook.model_validate(book)
        except ValidationError:
            continue  # he has none
        desk_id = str(said.data.get("desk_id"))
        books[manager_id] = Book(manager_id, desk_id, told.groups, told.margin_share_max_ppm, told.hhi)
    return tuple(books[manager_id] for manager_id in sorted(books))


def clients_in(recording: Path) -> Clients:
    """Read clients and consents at the end of a recording of `crm.clients`; raises `KontorError` if it cannot be."""
    clients: dict[str, Client] = {}
    consents: dict[str, WallConsent] = {}
    for line in _lines_of("crm.clients", recording):
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


def _lines_of(topic: str, recording: Path) -> Iterator[Line]:
    """The lines of one topic in a recording."""
    try:
        lines = recording.read_bytes().splitlines()
    except OSError as error:
        raise KontorError(f"{recording} cannot be read: {error.strerror}", USAGE) from error
    return (line for line in read_lines(lines) if line.topic == topic)


def _said_on(topic: str, recording: Path) -> Iterator[Event]:
    """The events of one topic in a recording; what is none is left out."""
    for line in _lines_of(topic, recording):
        said = decode(line.value, line.headers)
        if isinstance(said, Event) and isinstance(said.data, dict):
            yield said


def load_policy(path: Path) -> Policy:
    """Read a policy file that is to come into force; raises `KontorError` unless every check passes."""
    policy = read_policy(path)
    errors = [str(finding) for finding in findings_of(policy) if finding.kind.level == "error"]
    if errors:
        raise KontorError(_sentences(f"{path} cannot come into force", errors), NOT_SO)
    return policy


def activation(policy: Policy, source: str, at_ms: int) -> bytes:
    """
    Encode the `policy.activated` event that puts `policy` into force; key and subject are `policy`.

    Its id is derived from version and instant: to activate the same policy again later is another act.
    """
    return encode(
        id=kontor_uuid(f"{TYPE}|{policy.version}|{at_ms}"),
        source=source,
        type=TYPE,
        time=at_ms,
        subject=KEY,
        data={"policy": policy.canonical, "version": policy.version},
    )


def _sentences(what: str, problems: list[str] | tuple[str, ...]) -> str:
    if len(problems) == 1:
        return f"{what}: {problems[0]}"
    return f"{what}, for {len(problems)} reasons:" + "".join(f"\n  {problem}" for problem in problems)
