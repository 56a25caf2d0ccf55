"""
One contact's decisions as sentences: who, why, and why nobody else.

Written for the bank's own people. A wall is named here; no client sees this.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.explain.words import (
    ESCALATED,
    FLAG,
    INTRODUCED,
    ORIGIN,
    REFUSED,
    RELAX,
    RELEASED,
    SPLIT,
    count,
    duration,
    listed,
)

Decision = Mapping[str, Any]
"""A message of `kontor.assignments`, decoded: envelope and `data`."""


def story(decisions: Sequence[Decision]) -> Iterator[str]:
    """The whole of a contact, line by line; `decisions` in order, at least one."""
    yield _heading(decisions[0]["data"])
    for number, decision in enumerate(decisions, start=1):
        yield ""
        head, *rest = _told(decision["type"], decision["data"])
        yield f"{number}. {_clock(decision['data']['decided_at'])}  {head}"
        for sentence in rest:
            yield f"   {sentence}"


def _heading(data: Decision) -> str:
    client = data["client_id"]
    if data["coverage_id"] != client:
        client += f" (of the holding {data['coverage_id']})"
    segment = "unknown to the bank" if data["segment"] is None else f"segment {data['segment']}"
    tier = ", VIP" if data["tier"] == "vip" else ""
    opened = f"{data['opened_at'][:10]} {_clock(data['opened_at'])} UTC"
    return (
        f"Contact {data['contact_id']} of client {client}, {segment}{tier}, by {data['channel']} "
        f"at desk {data['desk_id']}, opened {opened}."
    )


def _clock(instant: str) -> str:
    return instant[11:23]


def _told(kind: str, data: Decision) -> Iterator[str]:
    match kind:
        case "contact.assigned":
            yield f"Assigned to {data['manager_id']}, {_after(data)}: {_origin(data)}{_at_step(data)}."
            yield from _assignment(data)
        case "contact.offered":
            until = "" if data["expires_at"] is None else f" until {_clock(data['expires_at'])}"
            yield f"Offered to {data['manager_id']}{until}, {_after(data)}: {_origin(data)}{_at_step(data)}."
            yield from _assignment(data)
        case "contact.reassigned":
            yield f"Moved to {data['manager_id']} by {data['by']}{_from(data)}; a person's act is not questioned."
            if data["flags"]:
                yield f"Note: {data['manager_id']} was {listed([FLAG[flag] for flag in data['flags']])}."
            yield from _load(data)
        case "contact.queued":
            yield f"Waits, {_position(data)}: nobody could take it."
            yield from _waiting(data)
        case "contact.escalated":
            yield f"A person should look at it: {ESCALATED.get(data['reason'], data['reason'])}."
            yield from _waiting(data)
        case "contact.released":
            whom = f"{data['manager_id']} has it no more" if data["manager_id"] else "It waits no more"
            yield f"{whom}: {RELEASED.get(data['reason'], data['reason'])}."
        case "contact.finished":
            yield _finished(data)
        case _:
            yield f"{kind}."
    yield f"Because of {_cause(data['cause'])}; decision {data['seq']} of the desk, line {_line(data)} of the policy."


def _after(data: Decision) -> str:
    return "at once" if data["waited_s"] == 0 else f"after {duration(data['waited_s'])}"


def _from(data: Decision) -> str:
    return "" if data["previous_manager_id"] is None else f", away from {data['previous_manager_id']}"


def _origin(data: Decision) -> str:
    return ORIGIN.get(data["origin"], str(data["origin"])).format(who=data["manager_id"])


def _at_step(data: Decision) -> str:
    return "" if data["step"] is None else f" (step {data['step'] + 1})"


def _assignment(data: Decision) -> Iterator[str]:
    if data["split_reason"] is not None:
        yield f"Not to who leads this client: {SPLIT.get(data['split_reason'], data['split_reason'])}."
    if data["introduced_by"] is not None:
        why = INTRODUCED.get(data["introduced_why"], data["introduced_why"])
        yield f"Introduced by {data['introduced_by']}, {why}."
    yield from _looked_at(data)
    yield from _ranks(data)
    yield from _load(data)


def _looked_at(data: Decision) -> Iterator[str]:
    told = data["explanation"]
    if told is None:
        return
    could = f"{told['eligible']} could take it" if told["eligible"] else "nobody could take it"
    refused = [f"{number} {REFUSED.get(reason, reason)}" for reason, number in told["refused"].items() if number]
    rest = f"; {listed(refused)}" if refused else ""
    yield f"{count(told['considered'], 'manager')} looked at: {could}{rest}."


def _ranks(data: Decision) -> Iterator[str]:
    told = data["explanation"]
    if told is None or len(told["top"]) == 0:
        return
    yield "The best, in order: " + "; ".join(_rank(each) for each in told["top"]) + "."


def _rank(each: Decision) -> str:
    word, levels, load, last, _ = each["rank"]
    served = "never assigned before" if last is None else f"last assigned by decision {last}"
    return f"{each['manager_id']} (preference {word + 1}, skill levels {levels}, load then {load}, {served})"


def _load(data: Decision) -> Iterator[str]:
    if data["load_after"] is not None:
        yield (
            f"{data['manager_id']} then held {data['load_after']} of {data['capacity']} units of capacity, "
            f"{data['load_before']} before."
        )


def _position(data: Decision) -> str:
    place = "" if data["position"] is None else f"number {data['position']} in the queue"
    waited = "" if data["waited_s"] == 0 else f"{duration(data['waited_s'])} so far"
    return ", ".join(part for part in (place, waited) if part) or "from now on"


def _waiting(data: Decision) -> Iterator[str]:
    yield from _looked_at(data)
    told = data["explanation"]
    if told is not None and told["relax"]:
        yield f"What would help: {'; or '.join(_relaxation(each) for each in told['relax'])}."
    if data["next_step_at"] is not None:
        yield f"More managers may be asked from {_clock(data['next_step_at'])} on."
    if data["expected_wait_s"] is not None:
        yield f"It is expected to wait {duration(data['expected_wait_s'])}."


def _relaxation(each: Decision) -> str:
    amount = each["amount"] or 1
    return RELAX[each["kind"]].format(who=each["manager_id"], amount=amount, units="unit" if amount == 1 else "units")


def _finished(data: Decision) -> str:
    if data["manager_id"] is None:
        return "Over, and nobody had it."
    served = "" if data["served_s"] is None else f" after {duration(data['served_s'])} of service"
    outcome = "" if data["outcome"] is None else f" ({data['outcome']})"
    held = data["held_units_until"]
    wrap_up = "" if held is None else f"; {data['manager_id']} is held for the wrap-up until {_clock(held)}"
    return f"Finished by {data['manager_id']}{served}{outcome}{wrap_up}."


def _cause(cause: Decision) -> str:
    what = cause["type"] or "a removal"
    return "the passing of time" if what == "tick" else f"{what} {cause['id']} from {cause['source']}"


def _line(data: Decision) -> str:
    return "none" if data["line"] is None else str(data["line"] + 1)
