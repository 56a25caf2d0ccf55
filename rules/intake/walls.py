"""
Walls across the bank: who hears of whom, so that a desk knows every rival of whom it has to do with.

A desk that has to do with a coverage knows all its clients, all clients of its rivals, by name and
by class, and the consents of both sides, also where no other desk's people serve the rival yet.
"""

from collections.abc import Iterable, Sequence

from models.rejection import Rejection
from rules.intake.client_table import PREFIX
from rules.intake.consent_table import PREFIX as CONSENT_PREFIX
from rules.intake.consent_table import Consent
from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState


def own_desks(state: IntakeState, coverage_id: str) -> set[str]:
    """Desks that have to do with a coverage, or had; where someone has a client of it in his plan among them."""
    desks = state.clients.desks_of(coverage_id)
    of_plans = map(state.managers.desk_of, state.clients.planners_of(coverage_id))
    desks.update(desk_id for desk_id in of_plans if desk_id is not None)
    return desks


def audience(state: IntakeState, coverage_id: str) -> set[str]:
    """Desks that are to know a coverage: its own and those of its rivals."""
    desks = own_desks(state, coverage_id)
    for rival in state.clients.named_rivals(coverage_id):
        desks |= own_desks(state, rival)
    for code in state.clients.classes_of(coverage_id):
        desks.update(state.clients.classes[code].desks)
    return desks


def make_known(state: IntakeState, coverage_id: str, heard: Heard, outbox: Outbox) -> None:
    """Send what is missing of a walled coverage to all who are to know it, and of its rivals to its own desks."""
    if state.clients.is_walled(coverage_id):
        own = own_desks(state, coverage_id)
        for desk_id in sorted(own):
            _make_rivals_known(state, coverage_id, desk_id, heard, outbox)
        members = state.clients.members_of(coverage_id)
        for desk_id in sorted(audience(state, coverage_id) - own):
            _send_missing(state, members, desk_id, heard, outbox)
    for key, consent in state.consents.of(coverage_id):
        tell_consent(state, key, consent, sorted(_sides(state, consent) - consent.desks), heard, outbox)


def make_known_at(state: IntakeState, coverage_id: str, desk_id: str, heard: Heard, outbox: Outbox) -> None:
    """A desk has to do with a coverage: send it what it lacks of it, of its rivals, and of their consents."""
    if state.clients.is_walled(coverage_id):
        _make_rivals_known(state, coverage_id, desk_id, heard, outbox)
    for key, consent in state.consents.of(coverage_id):
        if desk_id not in consent.desks:
            tell_consent(state, key, consent, (desk_id,), heard, outbox)


def _make_rivals_known(state: IntakeState, coverage_id: str, desk_id: str, heard: Heard, outbox: Outbox) -> None:
    clients = state.clients
    _send_missing(state, clients.members_of(coverage_id), desk_id, heard, outbox, beside=False)
    for rival in clients.named_rivals(coverage_id):
        _send_missing(state, clients.members_of(rival), desk_id, heard, outbox)
    for code in clients.classes_of(coverage_id):
        of_class = clients.classes[code]
        if desk_id not in of_class.complete:
            for rival in sorted(of_class.coverages):
                _send_missing(state, clients.members_of(rival), desk_id, heard, outbox)
            of_class.complete.add(desk_id)


def _send_missing(
    state: IntakeState, members: Sequence[str], desk_id: str, heard: Heard, outbox: Outbox, *, beside: bool = True
) -> None:
    """Snapshots that a desk has not had; `beside`: of a rival only, of whom it needs no margins."""
    for client_id in members:
        client = state.clients.get(client_id)
        assert client is not None, "a member is known"
        if client.had_by(desk_id) if beside else client.desks.get(desk_id) == client.version:
            continue
        if beside and desk_id not in client.desks:
            data = client.snapshot(client_id)
            client.beside[desk_id] = client.version
        else:
            data = state.snapshot(client_id)
            state.clients.told(client_id, desk_id)
        state.touch(PREFIX + client_id)
        kept = {"type": "client.updated", "at": client.at_ms, "cause": heard.cause(), "data": data}
        outbox.tell_kept(desk_id, kept, heard)


def consented(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Keep one side's consent, and tell every desk that has to do with either coverage."""
    data = heard.data
    key = f"{CONSENT_PREFIX}{data['coverage_a']}/{data['coverage_b']}/{data['side']}"
    before = state.consents.get(key)
    consent = state.consents.put(key, heard.at_ms, data)
    desks = _sides(state, consent) | (set() if before is None else before.desks)
    tell_consent(state, key, consent, sorted(desks), heard, outbox)
    state.touch(key)
    return None


def withdrawn(state: IntakeState, heard: Heard, key: str, outbox: Outbox) -> None:
    """Take a consent back, named by its key, from every desk that has had it."""
    consent = state.consents.drop(key)
    if consent is None:
        state.count("unknown_consent")
        return
    state.touch(key)
    for desk_id in sorted(consent.desks):
        outbox.tell(desk_id, "wall.consent_withdrawn", heard, consent.data)


def _sides(state: IntakeState, consent: Consent) -> set[str]:
    """Desks that have to do with either coverage."""
    return own_desks(state, consent.data["coverage_a"]) | own_desks(state, consent.data["coverage_b"])


def tell_consent(
    state: IntakeState, key: str, consent: Consent, desks: Iterable[str], heard: Heard, outbox: Outbox
) -> None:
    """Send a consent on, and remember who has had it."""
    for desk_id in desks:
        consent.desks.add(desk_id)
        kept = {"type": "wall.consent", "at": consent.at_ms, "cause": heard.cause(), "data": consent.data}
        outbox.tell_kept(desk_id, kept, heard)
        state.touch(key)
