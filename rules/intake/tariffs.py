"""
What the intake does for the tariffs: which coverage is to hear what the bank said.

A coverage is told who its clients are before it is told anything of them. What a client did goes to
the coverage he is in and to those he has left within a window and its corrections; whose it was on
which day, they tell by themselves.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.business_days import business_date
from models.policy import Policy
from models.rejection import Rejection
from models.unit import Message
from rules.intake.audit import policy_in_force
from rules.intake.heard import Heard
from rules.intake.level_table import LEVELS
from rules.intake.level_table import PREFIX as LEVELS_PREFIX
from rules.intake.outbox import Outbox
from rules.intake.posting_table import content_of, posting_key
from rules.intake.state import IntakeState
from rules.intake.tariff_outbox import coverage_tick, tell_coverage, tell_every_coverage, tell_kept
from rules.intake.tariff_table import ASKED, FORMER_PREFIX, TOLD_PREFIX, Asked, TariffTable
from rules.policy.published_lists import lists_of, unlike_published

POSTED = "turnover.posted"
FEED_CAME_TO = "postings_to"


def in_force(state: IntakeState, policy: Policy, heard: Heard, outbox: Outbox) -> None:
    """Put a policy's tariffs into every partition of the tariffs' inbox; one without tariffs where there were some."""
    table = state.tariffs
    before = table.asked
    table.asked = asked_by(policy)
    if table.asked is None and before is None:
        return
    table.published = lists_of(policy)
    state.touch(ASKED)
    data = {"policy": policy.canonical, "version": policy.version}
    outbox.messages.append(tell_every_coverage("policy.activated", heard, table.postings_to, data))
    outbox.messages.append(policy_in_force(policy, heard))


def changes_published(state: IntakeState, policy: Policy) -> Rejection | None:
    """Whether a policy changes or drops a price list that was in force."""
    errors = unlike_published(state.tariffs.published, policy)
    return Rejection("invalid", tuple(f"data.policy: {error}" for error in errors)) if errors else None


def asked_by(policy: Policy) -> Asked | None:
    """What a policy's tariffs ask of the intake."""
    tariffs = policy.tariff_rules
    return None if tariffs is None else Asked(policy.time_zone, tariffs.correction_days)


def acted(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Pass on what a client did; without tariffs it is counted, and goes nowhere."""
    state.count("activity")
    table = state.tariffs
    if table.asked is None:
        return None
    data = heard.data
    client_id = data["client_id"]
    if heard.type == POSTED:
        conflict = conflicting(state, data, heard.now_ms)
        if conflict is not None:
            return conflict
        # One said again is a sign too: what was of a day to come when it came first may be of a day that is over now.
        _feed_comes_to(state, heard, data["value_date"], outbox)
        if not _first(state, heard, data):
            state.count("posting_again")
            return None
    elif heard.type in LEVELS:
        kept = {"type": heard.type, "at": heard.at_ms, "cause": heard.cause(), "data": data}
        state.levels.keep(client_id, kept)
        state.touch(LEVELS_PREFIX + client_id)
    today = business_date(heard.at_ms, table.asked.zone)
    coverage_id = state.clients.coverage_of(client_id)
    for each in [coverage_id, *(each for each in table.left_within(client_id, today) if each != coverage_id)]:
        tell(state, heard, each, heard.type or "", data, outbox)
    return None


def conflicting(state: IntakeState, posting: Mapping[str, Any], now_ms: int) -> Rejection | None:
    """Whether the posting's id is known with another content; `now_ms`: the largest arrival, its own included."""
    known = _known(state, posting, now_ms)
    if known is None or known == content_of(posting):
        return None
    return Rejection(
        "conflicting_posting", (f"data.posting_id: {posting['posting_id']} was another posting of this client before",)
    )


def _known(state: IntakeState, posting: Mapping[str, Any], now_ms: int) -> bytes | None:
    """The content under which the posting's id is known, if that may still matter."""
    key = posting_key(posting["client_id"], posting["posting_id"])
    return state.postings.content(key, now_ms - state.tariffs.kept_ms())


def _first(state: IntakeState, heard: Heard, posting: Mapping[str, Any]) -> bool:
    if _known(state, posting, heard.now_ms) is not None:
        return False
    key = posting_key(posting["client_id"], posting["posting_id"])
    state.postings.add(key, heard.now_ms, heard.place, content_of(posting))
    state.postings_horizon.keep(heard.now_ms, heard.place, key)
    state.touch(key)
    return True


def _feed_comes_to(state: IntakeState, heard: Heard, value_date: str, outbox: Outbox) -> None:
    """A sign that the feed of postings lives: said to every coverage once a day."""
    table = state.tariffs
    assert table.asked is not None, "nobody asks without tariffs"
    if (
        value_date <= (table.postings_to or "")
        or value_date > business_date(heard.arrival_ms, table.asked.zone).isoformat()
    ):
        return
    table.postings_to = value_date
    state.touch(ASKED)
    outbox.messages.append(tell_every_coverage(FEED_CAME_TO, heard, value_date, {}))


def client_updated(state: IntakeState, heard: Heard, before: str | None, outbox: Outbox) -> None:
    """Tell a client's coverage, and the one he was in `before` (None: nobody knew him)."""
    table = state.tariffs
    if table.asked is None:
        return
    client_id = heard.data["client_id"]
    coverage_id = state.clients.coverage_of(client_id)
    was = before or (client_id if client_id in table.told else None)
    if was is None or was == coverage_id:
        if coverage_id in table.told:
            _tell_client(state, heard, coverage_id, client_id, None, outbox)
        return
    today = business_date(heard.at_ms, table.asked.zone)
    table.leave(client_id, was, today)
    state.touch(FORMER_PREFIX + client_id)
    if was in table.told:
        left = {"client_id": client_id, "on": today.isoformat(), "to": coverage_id}
        outbox.messages.append(tell_coverage(was, "member.left", heard, table.postings_to, left))
    if coverage_id in table.told:
        _tell_client(state, heard, coverage_id, client_id, today, outbox)
        _tell_levels(state, heard, coverage_id, client_id, outbox)


def client_forgotten(state: IntakeState, heard: Heard, client_id: str, coverage_id: str, outbox: Outbox) -> None:
    """Tell every coverage that knows of the client."""
    table = state.tariffs
    if table.asked is None:
        return
    if state.levels.forget(client_id):
        state.touch(LEVELS_PREFIX + client_id)
    data = {"client_id": client_id, "coverage_id": coverage_id}
    former = [each for each, _ in table.former.pop(client_id, ())]
    if former:
        state.touch(FORMER_PREFIX + client_id)
    for each in dict.fromkeys([coverage_id, *former]):
        if each in table.told:
            outbox.messages.append(tell_coverage(each, "client.forgotten", heard, table.postings_to, data))


def tell(
    state: IntakeState,
    heard: Heard,
    coverage_id: str,
    kind: str,
    data: Mapping[str, Any],
    outbox: Outbox,
    **more: object,
) -> None:
    """One command to a coverage; the first time it hears who its clients are before."""
    table = state.tariffs
    if coverage_id not in table.told:
        table.told.add(coverage_id)
        state.touch(TOLD_PREFIX + coverage_id)
        for client_id in state.clients.members_of(coverage_id):
            since = joined(table, client_id)
            _tell_client(state, heard, coverage_id, client_id, since, outbox)
            if since is not None:
                _tell_levels(state, heard, coverage_id, client_id, outbox)
    outbox.messages.append(tell_coverage(coverage_id, kind, heard, table.postings_to, data, **more))


def _tell_levels(state: IntakeState, heard: Heard, coverage_id: str, client_id: str, outbox: Outbox) -> None:
    """His loan and his products come along to his coverage; whose they were before needs them for its windows."""
    for kept in state.levels.of(client_id):
        if kept["cause"] != heard.cause():  # what is being said now goes its own way
            outbox.messages.append(tell_kept(coverage_id, kept, heard, state.tariffs.postings_to))


def joined(table: TariffTable, client_id: str) -> date | None:
    """From which business date the client is in his coverage; None: he was never in another."""
    former = table.former.get(client_id)
    return date.fromisoformat(former[-1][1]) if former else None


def _tell_client(
    state: IntakeState, heard: Heard, coverage_id: str, client_id: str, since: date | None, outbox: Outbox
) -> None:
    client = state.clients.get(client_id)
    assert client is not None, "only who is known is told of"
    outbox.messages.append(
        tell_coverage(
            coverage_id,
            "client.updated",
            heard,
            state.tariffs.postings_to,
            client.snapshot(client_id),
            since=None if since is None else since.isoformat(),
        )
    )


def ticked(state: IntakeState, coverage_id: str, instant_ms: int) -> Message:
    """A coverage's tick, as it goes on to it."""
    return coverage_tick(coverage_id, instant_ms, state.clock_ms, state.tariffs.postings_to)
