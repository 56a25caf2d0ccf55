"""The oracle itself: desk commands in, what the desk must say out."""

from models.instants import format_instant
from models.policy import Policy
from tests.oracle import acts, alarms, choice, coverages, hand_overs, ramp
from tests.oracle.contact_acts import ran_out
from tests.oracle.giving import give
from tests.oracle.messages import Said, alert, coverage, decision, loads, waiting_fields
from tests.oracle.records import Contact, Data
from tests.oracle.state import Desk
from tests.oracle.survey import held_back, survey, waits_for_a_person


class Oracle:
    """All desks of one partition, each told by itself."""

    def __init__(self) -> None:
        self.desks: dict[str, Desk] = {}
        self.policy: Policy | None = None

    def tell(self, command: Data) -> list[Said]:
        """Handle one command of the desk's inbox; returns what is published, in order within each topic."""
        if command["type"] == "policy.activated":
            self.policy = Policy.from_canonical(command["data"]["policy"])
            return [said for desk_id in sorted(self.desks) for said in self._on_desk(self.desks[desk_id], command)]
        desk_id = command["desk_id"]
        if desk_id not in self.desks:
            self.desks[desk_id] = Desk(desk_id, self.policy, first_at=command["at"])
        return self._on_desk(self.desks[desk_id], command)

    def _on_desk(self, desk: Desk, command: Data) -> list[Said]:
        said: list[Said] = []
        while (instant := next_due(desk)) is not None and instant <= command["clock"]:
            text = format_instant(instant)
            cause = {"source": "kontor", "id": f"tick/{desk.id}/{text}", "type": "tick", "at": text}
            desk.clock = desk.at = instant
            _next_record(desk)
            said += cool_off(desk)
            said += ran_out(desk, cause)
            said += settle(desk, cause, "tick", None)
        desk.clock, desk.at = max(command["at"], command["at"] if desk.clock is None else desk.clock), command["at"]
        if command["type"] == "tick":
            desk.memo.clear()
            return said
        _next_record(desk)
        said += cool_off(desk)  # under the policy that was in force while it cooled
        if command["type"] == "policy.activated":
            desk.policy = self.policy
            hand_overs.somebody_new(desk)
            desk.memo.clear()
            said += cool_off(desk)
        kind: str = command["type"]
        if kind in ("manager.moved", "manager.left") and not desk.employed(command["data"]["manager_id"]):
            kind = "about one who works elsewhere"
        act = acts.apply(desk, command) if command["type"] != "policy.activated" else []
        coverages.note(desk)
        if desk.policy is None:
            return []
        said += cool_off(desk)  # what ended is told late, now and then: its cooling-off may be over already
        left = command["data"]["manager_id"] if kind == "manager.left" else None
        return [*said, *act, *settle(desk, command["cause"], kind, left)]


def _next_record(desk: Desk) -> None:
    """Records of all desks stand in the order of time: never below the clock, and one after the other."""
    desk.record = max(desk.record + 1, desk.now)
    desk.memo.clear()


def cool_off(desk: Desk) -> list[Said]:
    """Leads that have held no contact of their coverage for long enough are none any more."""
    said, cooled = list[Said](), dict[str, int]()
    for coverage_id in sorted(desk.records) if desk.policy is not None else ():
        kept = desk.records[coverage_id]
        if kept.lead is not None and coverages.on_record(desk, coverage_id) is None:
            cooled[coverage_id] = coverages.last_held(desk, coverage_id)
            said.append(coverage(desk, coverage_id, "coverage.ended", kept, "cooled_off"))
            kept.lead = None
    coverages.note(desk, cooled)
    return said


def settle(desk: Desk, cause: Data, kind: str, left: str | None) -> list[Said]:
    """Serve whom one can, then tell those who wait, escalate, and say the loads."""
    # Who is in the queue already waits, and a feed that has said nothing to that is silent before anybody is served;
    # who is served at once has not waited.
    silent = fall_silent(desk, [contact for contact in desk.waiting() if contact.entered])
    said = drain(desk, cause)
    silent = fall_silent(desk, desk.waiting()) if silent is None else silent
    said += tell_waiting(desk, cause)
    said += escalate(desk, cause)
    if silent is not None:
        said.append(alert(desk, cause, "presence_silent", desk.id, silent))
    said += loads(desk, left, held_back(desk))
    return [*said, *alarms.standing(desk, cause, kind)]


def drain(desk: Desk, cause: Data) -> list[Said]:
    """In queue order, from the top again after each assignment."""
    said: list[Said] = []
    served = True
    while served:
        served = False
        for contact, seen in survey(desk):
            if seen.ranked and not waits_for_a_person(desk, contact):
                manager, word = seen.ranked[0]
                said += give(desk, contact, manager, word, seen, cause)
                served = True
                break
    return said


def tell_waiting(desk: Desk, cause: Data) -> list[Said]:
    """On entering the queue, and when a step's opening changed the reasons."""
    said = []
    for contact, seen in survey(desk):
        opened = set(seen.open_steps) - set(contact.open_before)
        if not contact.entered or (opened and seen.refused != contact.refused_said):
            fields = waiting_fields(desk, contact, seen)
            said.append(decision(desk, contact, cause, "contact.queued", "queued", **fields))
            contact.entered, contact.refused_said = True, seen.refused
        contact.open_before = seen.open_steps
    return said


def escalate(desk: Desk, cause: Data) -> list[Said]:
    """Once in a contact's life."""
    said = []
    for contact, seen in survey(desk):
        _, line = desk.line_of(contact)
        after_s = line.escalate_after_s
        waited = after_s is not None and desk.now >= contact.start + after_s * 1000
        reason = "declined" if waits_for_a_person(desk, contact) else "waited" if waited else None
        if not contact.escalated and reason is not None:
            contact.escalated = True
            fields = waiting_fields(desk, contact, seen)
            said.append(decision(desk, contact, cause, "contact.escalated", "queued", reason=reason, **fields))
    return said


def fall_silent(desk: Desk, waiting: list[Contact]) -> int | None:
    """Since when the feed says nothing, if that is news: it was not silent, and somebody waits."""
    if desk.silent_since is not None or not waiting or desk.now < desk.silent_at:
        return None
    desk.silent_since = desk.first_at if desk.last_presence_at is None else desk.last_presence_at
    return desk.silent_since


def next_due(desk: Desk) -> int | None:
    """The earliest instant after the desk's clock at which time alone changes something."""
    if desk.policy is None or desk.clock is None:
        return None
    due: list[int] = []
    for contact in desk.waiting():
        _, line = desk.line_of(contact)
        due += [choice.opening(contact, step) for step in line.steps]
        if line.escalate_after_s is not None and not contact.escalated:
            due.append(contact.start + line.escalate_after_s * 1000)
    if desk.waiting() and desk.silent_since is None:
        due.append(desk.silent_at)
    due += [contact.wrap_up[2] for contact in desk.contacts.values() if contact.wrap_up is not None]
    due += [contact.offer.expires_at for contact in desk.contacts.values() if contact.offer is not None]
    due += [until for until in desk.consents.values() if until is not None]
    for manager in desk.managers.values():
        if manager.employed:
            due += ramp.due(desk, manager)
        if manager.employed and manager.until is not None:
            due.append(manager.until)
        if manager.employed and manager.state == "available":
            due.append(manager.state_since + desk.rules.presence.debounce_s * 1000)
    return min((instant for instant in due if instant > desk.now), default=None)
