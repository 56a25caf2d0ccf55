"""A small day of a bank, with some trouble in it, and the house in which it was decided."""

from collections.abc import Iterable
from functools import cache

import orjson

from bench.workload import POLICY, Bank
from kontor.policy_file import activation
from kontor.verify.findings import Findings, Outcome, Verdict
from kontor.verify.installation import InstallationCheck
from kontor.verify.record import Record
from kontor.verify.recording import RecordingCheck
from models.cloudevent import encode
from models.policy import Policy
from models.recording import Line
from rules.replay.kind import kind_of
from tests.verify.house import House

START_MS = 1_764_000_000_000
MAX_BYTES = 512 * 1024
SMALL = Bank(desks=4, managers=3, clients=30, open_at_once=10)
OUTPUTS = ("kontor.assignments", "kontor.manager-loads", "kontor.coverage", "kontor.alerts", "kontor.dead-letters")


def policy() -> Line:
    told = Policy.from_yaml(POLICY + "wrap_up_s: {phone: 5}\n")
    return Line("kontor.policies", b"policy", START_MS, activation(told, "kontor", START_MS))


def said(kind: str, contact: str, event: str, **data: object) -> Line:
    value = encode(
        id=event, source="crm/t", type=kind, time=START_MS, subject=contact, data={"contact_id": contact, **data}
    )
    return Line("crm.contacts", b"client-1", START_MS, value)


def moved_by_hand(contact: str, manager: str) -> Line:
    return said("contact.reassigned", contact, f"m/{contact}/{manager}", manager_id=manager, by="boss")


def trouble() -> list[Line]:
    """Repeats, bad records, something early, people's acts."""
    early, moved = SMALL.opened("early", 901, START_MS), SMALL.opened("moved", 902, START_MS)
    desk = int((moved.key or b"").decode().removeprefix("client-")) % SMALL.desks
    return [
        SMALL.closed(early, "early", START_MS), early, early, moved,
        moved_by_hand("moved", f"M-{desk}-0"), moved_by_hand("moved", f"M-{desk}-1"), moved_by_hand("nobody", "M-0-0"),
        Line("crm.contacts", b"client-1", START_MS, b"{not json"), Line("crm.contacts", b"client-1", START_MS, None),
        said("contact.opened", "no-desk", "o/no-desk", client_id="stranger", channel="web"),
        Line("crm.clients", b"client-29", START_MS, None),
    ]  # fmt: skip


def a_day(contacts: int = 60) -> list[Line]:
    day = list(SMALL.contacts(contacts, START_MS))
    return [policy(), *SMALL.people(START_MS), *day[: len(day) // 2], *trouble(), *day[len(day) // 2 :]]


def house(leave_out: int = 0) -> House:
    """A day, decided; without its last lines, some contacts are still open."""
    return _decided(leave_out).copy()


@cache
def _decided(leave_out: int) -> House:
    made = House(START_MS)
    day = a_day()
    made.publish(day[: len(day) - leave_out])
    made.work()
    return made


def live(installation: House) -> dict[str, Findings]:
    return by_code(InstallationCheck(installation, "kontor", MAX_BYTES).run())


def recorded(texts: list[bytes]) -> dict[str, Findings]:
    return by_code(RecordingCheck(lambda: iter(texts), kind_of(texts), None, "kontor", MAX_BYTES).run())


def by_code(outcome: Outcome) -> dict[str, Findings]:
    return {each.invariant.code: each for each in outcome.findings}


def broken(findings: dict[str, Findings]) -> set[str]:
    return {code for code, each in findings.items() if each.verdict is Verdict.BROKEN}


def told(findings: Findings) -> str:
    """All sentences of what breaks it."""
    return "\n".join(
        f"{each.sentence} {orjson.dumps(each.records).decode()} {each.expected} {each.found}"
        for each in findings.violations
    )


def one(records: Iterable[Record]) -> Record:
    return next(iter(records))
