"""What people do about offers: every act passes the table of states first."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from rules.tariff.agreement import PROPOSED, RUNNING, Agreement
from rules.tariff.authority import highest, objections, place_for
from rules.tariff.came_of import asked_for
from rules.tariff.coverage import Coverage, concerned
from rules.tariff.credit_only import SOFT, distance, polite, standing
from rules.tariff.judging import go_on
from rules.tariff.request import Proposal, list_for, look_at
from rules.tariff.starting import start_if_due
from rules.tariff.states import begin, can, move, refuse
from rules.tariff.transitions import Event

Command = Mapping[str, Any]
HELD_ACTS: Final = frozenset({"approve", "send", "accept"})
"""Risk control stops these."""


def requested(coverage: Coverage, command: Command) -> None:
    """Look at a request; what passes is drafted, simulated and, unless it is to stay a draft, pending."""
    data = command["data"]
    terms = data["terms"]
    client = coverage.clients.get(data["client_id"])
    segment = None if client is None else client.segment
    prices = list_for(coverage.tariffs, data["item"], segment, coverage.today, terms["valid_from"])
    looked = look_at(
        Proposal(terms, data["forecast"], data["committee_exception"], coverage.today, coverage.tariffs, prices)
    )
    reasons = [*looked.reasons, *_in_the_way(coverage, data, known=segment is not None)]
    soft = standing(coverage, prices.currency) if prices is not None and terms["benefit"]["target"] in SOFT else None
    credit_only: dict[str, Any] = {}
    if soft is not None and soft.is_so:
        credit_only = {"distance": distance(soft), "added": polite(soft)}
        reasons.append("credit_only")
    if prices is None or reasons:
        of = {name: data[name] for name in ("agreement_id", "version", "client_id", "item")} | {"scope": terms["scope"]}
        if prices is not None:
            of |= {"currency": prices.currency, "price_list_version": prices.version}
        refuse(coverage, reasons, None, of, **credit_only)
        return
    agreement = Agreement(
        data["agreement_id"], data["version"], data["client_id"], data["item"], terms["scope"], prices.currency,
        data["by"], terms, data["forecast"], terms["valid_from"], terms["valid_to"], "drafted",
        coverage.today.isoformat(), prices.version, looked.said(), data["committee_exception"],
        data["exception_reason"], data.get("partner_id"),
    )  # fmt: skip
    before = coverage.agreements.get((agreement.agreement_id, agreement.version - 1))
    if before is not None and before.state in PROPOSED:
        move(coverage, before, "supersede", by=data["by"])
    if agreement.version == 1:
        asked_for(coverage, agreement.item)
    begin(coverage, agreement, by=data["by"])
    if not data["draft"]:
        move(coverage, agreement, "submit", by=data["by"])


def _in_the_way(coverage: Coverage, data: Mapping[str, Any], *, known: bool) -> list[str]:
    """What of the coverage keeps a request from passing."""
    reasons = []
    if not known:
        reasons.append("unknown_client")
    if coverage.held:
        reasons.append("risk_hold")
    last = max(
        (version for agreement_id, version in coverage.agreements if agreement_id == data["agreement_id"]), default=0
    )
    if data["version"] != last + 1 or (last and coverage.agreements[data["agreement_id"], last].item != data["item"]):
        reasons.append("wrong_state")
    for other in coverage.live(data["item"]):
        if other.agreement_id == data["agreement_id"]:
            continue
        if other.state in PROPOSED:
            reasons.append("duplicate_pending")
        elif (other.ends_on or other.valid_to) > data["terms"]["valid_from"]:
            reasons.append("overlapping_agreement")
    return reasons


def _agreement(coverage: Coverage, command: Command, event: Event) -> Agreement | None:
    """The agreement an act is about, if the event may happen to it; else the act is refused."""
    data = command["data"]
    agreement = coverage.agreements.get((data["agreement_id"], data["version"]))
    if agreement is None:
        refuse(coverage, ["wrong_state"], None, {name: data[name] for name in ("agreement_id", "version")})
        return None
    reasons = [] if can(agreement, event) else ["wrong_state"]
    if coverage.held and event in HELD_ACTS and (reasons or event != "approve"):  # an approval is looked at whole
        reasons.append("risk_hold")
    if reasons:
        refuse(coverage, reasons, agreement)
        return None
    return agreement


def submitted(coverage: Coverage, command: Command) -> None:
    """A draft is put forward."""
    agreement = _agreement(coverage, command, "submit")
    if agreement is not None:
        move(coverage, agreement, "submit", by=command["data"]["by"])


def decided(coverage: Coverage, command: Command) -> None:
    """An approver says yes, no, or not like this."""
    data = command["data"]
    event: Event = data["decision"]
    agreement = _agreement(coverage, command, event)
    if agreement is None:
        return
    by, stamp = data["by"], command["approver"]
    reasons = objections(stamp, concerned(coverage, agreement))
    levels = [] if stamp is None else stamp["levels"]
    place = None
    if event == "approve":
        place = place_for(
            coverage.tariffs, agreement.simulation["needs"], [each for _, each in agreement.approvals], levels
        )
        if by == agreement.by or (stamp is not None and stamp["own"]):
            reasons.append("self_approval")
        if by in [person for person, _ in agreement.approvals]:
            reasons.append("same_approver_twice")
        if list_changed(coverage, agreement):
            reasons.append("price_list_changed")
        if coverage.held:
            reasons.append("risk_hold")
    if stamp is not None and (place is None if event == "approve" else highest(coverage.tariffs, levels) < 0):
        reasons.append("no_authority")
    if reasons:
        refuse(coverage, reasons, agreement)
        return
    if place is None:
        move(coverage, agreement, event, by=by, reason=data["reason"])
        return
    agreement.approvals.append((by, place))
    whole = len(agreement.approvals) == len(agreement.simulation["needs"])
    move(coverage, agreement, "approve" if whole else "approve_in_part", by=by, reason=data["reason"])


def list_changed(coverage: Coverage, agreement: Agreement) -> bool:
    """Whether another price list than the one it was simulated with would be looked at now."""
    client = coverage.clients[agreement.client_id]
    prices = list_for(coverage.tariffs, agreement.item, client.segment, coverage.today, agreement.valid_from)
    return prices is None or prices.version != agreement.price_list_version


def _step(event: Event, coverage: Coverage, command: Command) -> Agreement | None:
    agreement = _agreement(coverage, command, event)
    if agreement is not None:
        move(coverage, agreement, event, by=command["data"]["by"])
    return agreement


def sent(coverage: Coverage, command: Command) -> None:
    """An approved offer is with the client."""
    _step("send", coverage, command)


def accepted(coverage: Coverage, command: Command) -> None:
    """The client accepted; the agreement starts at its first bound."""
    agreement = _step("accept", coverage, command)
    if agreement is not None:
        start_if_due(coverage, agreement)


def declined(coverage: Coverage, command: Command) -> None:
    """The client declined."""
    _step("decline", coverage, command)


def withdrawn(coverage: Coverage, command: Command) -> None:
    """The bank takes a proposal or an offer back."""
    _step("withdraw", coverage, command)


def reviewed(coverage: Coverage, command: Command) -> None:
    """An agreement under review goes on, or ends."""
    data = command["data"]
    event: Event = data["decision"]
    # Only what is under review can be kept, and only there a review ends anything: an early end has a last day.
    agreement = _agreement(coverage, command, "keep")
    if agreement is None or not _may_end(coverage, command, agreement, data["by"]):
        return
    if event == "end":
        agreement.ends_on, agreement.ended_by = coverage.today.isoformat(), "bank"
    move(coverage, agreement, event, by=data["by"])


def ended(coverage: Coverage, command: Command) -> None:
    """Client or bank end an agreement early, with a last day that is not in the past."""
    data = command["data"]
    agreement = _agreement(coverage, command, "end")
    if agreement is None:
        return
    if data["last_day"] < coverage.today.isoformat():
        refuse(coverage, ["wrong_state"], agreement)
        return
    if data["by"] == "bank" and not _may_end(coverage, command, agreement, data["person"]):
        return
    after = date.fromordinal(date.fromisoformat(data["last_day"]).toordinal() + 1).isoformat()
    agreement.ends_on, agreement.ended_by = min(after, agreement.valid_to), data["by"]
    move(coverage, agreement, "end", by=data["person"], reason=data["reason"])


def _may_end(coverage: Coverage, command: Command, agreement: Agreement, person: str) -> bool:
    """Whether a person has a level of the agreement's row, and is neither its proposer nor the client's own."""
    stamp = command["approver"]
    reasons = objections(stamp, concerned(coverage, agreement))
    if stamp is not None:
        if person == agreement.by or stamp["own"]:
            reasons.append("self_approval")
        rank = highest(coverage.tariffs, stamp["levels"])
        if rank < min(highest(coverage.tariffs, [level]) for level in agreement.simulation["needs"]):
            reasons.append("no_authority")
    if reasons:
        refuse(coverage, reasons, agreement)
    return not reasons


def held(coverage: Coverage, command: Command) -> None:
    """Risk control stops what the coverage was promised, or lets it go on."""
    today, data = coverage.today.isoformat(), command["data"]
    if data["set"] == coverage.held:
        return
    if coverage.held:
        coverage.holds[-1] = coverage.holds[-1][0], today
    else:
        coverage.holds.append((today, None))
    coverage.touch("coverage")
    for agreement in coverage.live():
        if data["set"] and can(agreement, "hold"):
            agreement.back = agreement.state
            move(coverage, agreement, "hold", reason=data["reason"])
        elif not data["set"] and agreement.state == "suspended":
            to_review = agreement.review_due or agreement.back == "under_review"
            agreement.back, agreement.review_due = None, False
            move(coverage, agreement, "lift_to_review" if to_review else "lift", reason=data["reason"])
            go_on(coverage, agreement)


def put_under_review(coverage: Coverage, agreement: Agreement, reason: str) -> None:
    """An active agreement goes under review; under a hold that shows at its lifting."""
    if can(agreement, "review"):
        move(coverage, agreement, "review", reason=reason)
    elif agreement.state == "suspended":
        agreement.review_due = True
        coverage.touch("agreement", agreement.agreement_id, str(agreement.version))


def group_changed(coverage: Coverage, client_id: str, on: str) -> None:
    """A client is in another coverage now: his agreements here go under review."""
    for agreement in coverage.live():
        if agreement.client_id == client_id and agreement.state in RUNNING:
            agreement.group_changed_on = on
            coverage.touch("agreement", agreement.agreement_id, str(agreement.version))
            put_under_review(coverage, agreement, "group_changed")
