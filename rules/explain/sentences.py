"""
One contact's decisions as sentences: who, why, and why nobody else.

Written for the bank's own people. A wall is named here; no client sees this. What is said, and in
which order, is the same in every language.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.explain.tongue import Tongue, listed
from rules.explain.words import ENGLISH

Decision = Mapping[str, Any]
"""A message of `kontor.assignments`, decoded: envelope and `data`."""


def story(decisions: Sequence[Decision], tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The whole of a contact, line by line; `decisions` in order, at least one."""
    teller = _Teller(tongue)
    yield teller.heading(decisions[0]["data"])
    left_to_a_person = _left_to_a_person(decisions)
    for number, decision in enumerate(decisions, start=1):
        yield ""
        at = teller.moment(decision["data"]["decided_at"], begins=True)
        head, *rest = teller.told(decision["type"], decision["data"], for_person=number >= left_to_a_person)
        yield f"{number}. {at}  {head}"
        for sentence in rest:
            yield f"   {sentence}"


def _left_to_a_person(decisions: Sequence[Decision]) -> int:
    """From which decision on only a person may give it away: the first of the command that says so, counted from 1."""
    causes = [each["data"]["cause"] for each in decisions]
    for at, each in enumerate(decisions):
        if each["type"] == "contact.escalated" and each["data"]["reason"] == "declined":
            return causes.index(causes[at]) + 1
    return len(decisions) + 1


class _Teller:
    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue
        self._say = tongue.say
        self._day = ""

    def moment(self, instant: str, *, begins: bool = False) -> str:
        """A time of day, with its date where that is not the one told before; `begins`: those that follow are of it."""
        day, clock = instant[:10], instant[11:23]
        told = clock if day == self._day else f"{day} {clock}"
        if begins:
            self._day = day
        return told

    def _unless_none(self, sentence: str, fact: object) -> str:
        """A part of a sentence that is said only where there is something to say."""
        return "" if fact is None else self._say(sentence, fact=fact)

    def heading(self, data: Decision) -> str:
        holding = None if data["coverage_id"] == data["client_id"] else data["coverage_id"]
        segment = "unknown" if data["segment"] is None else "segment"
        return self._say(
            "heading",
            contact=data["contact_id"],
            client=data["client_id"] + self._unless_none("holding", holding),
            segment=self._say(segment, fact=data["segment"]),
            tier=", VIP" if data["tier"] == "vip" else "",
            channel=self._tongue.channel.get(data["channel"], data["channel"]),
            desk=data["desk_id"],
            opened=self.moment(data["opened_at"], begins=True),
        )

    def told(self, kind: str, data: Decision, *, for_person: bool) -> Iterator[str]:
        """One decision, sentence by sentence; `for_person`: only a person may give it to somebody now."""
        tongue, who, reason = self._tongue, data["manager_id"], data["reason"]
        match kind:
            case "contact.assigned":
                yield self._say("assigned", who=who, **self._why(data))
                yield from self._assignment(data)
            case "contact.offered":
                until = None if data["expires_at"] is None else self.moment(data["expires_at"])
                yield self._say("offered", who=who, until=self._unless_none("until", until), **self._why(data))
                yield from self._assignment(data)
            case "contact.reassigned":
                former = self._unless_none("former", data["previous_manager_id"])
                yield self._say("reassigned", who=who, by=data["by"], former=former)
                if data["flags"]:
                    flags = listed([tongue.flag[flag] for flag in data["flags"]], tongue.last)
                    yield self._say("flags", who=who, flags=flags)
                yield from self._load(data)
            case "contact.queued":
                told = data["explanation"]
                for_person = for_person or (told is not None and told["eligible"] > 0)
                yield self._say("queued_for_person" if for_person else "queued", position=self._position(data))
                yield from self._waiting(data, for_person=for_person)
            case "contact.escalated":
                yield self._say("escalated", why=tongue.escalated.get(reason, reason))
                yield from self._waiting(data, for_person=for_person)
            case "contact.released":
                released = "released" if who else "released_nobody"
                yield self._say(released, who=who, why=tongue.released.get(reason, reason))
            case "contact.finished":
                yield self._finished(data)
            case _:
                yield f"{kind}."
        line = self._say("no_line") if data["line"] is None else data["line"] + 1
        yield self._say("because", cause=self._cause(data["cause"]), seq=data["seq"], desk=data["desk_id"], line=line)

    def _why(self, data: Decision) -> dict[str, str]:
        waited = data["waited_s"]
        after = self._say("at_once") if waited == 0 else self._say("after", fact=self._tongue.duration(waited))
        origin = self._tongue.origin.get(data["origin"], str(data["origin"])).format(
            who=data["manager_id"], desk=data["desk_id"]
        )
        step = self._unless_none("step", None if data["step"] is None else data["step"] + 1)
        return {"after": after, "origin": origin, "step": step}

    def _assignment(self, data: Decision) -> Iterator[str]:
        split, introduced = data["split_reason"], data["introduced_why"]
        if split is not None:
            yield self._say("split", why=self._tongue.split.get(split, split))
        if data["introduced_by"] is not None:
            why = self._tongue.introduced.get(introduced, introduced)
            yield self._say("introduced", by=data["introduced_by"], why=why)
        yield from self._looked_at(data)
        yield from self._ranks(data)
        yield from self._load(data)

    def _looked_at(self, data: Decision) -> Iterator[str]:
        told, tongue = data["explanation"], self._tongue
        if told is None:
            return
        refused = [
            self._say("refused", what=tongue.refused.get(reason, reason), number=number)
            for reason, number in told["refused"].items()
            if number
        ]
        yield self._say(
            "looked_at_one" if told["considered"] == 1 else "looked_at",
            considered=told["considered"],
            could=self._say("could" if told["eligible"] else "nobody_could", fact=told["eligible"]),
            rest=self._unless_none("rest", listed(refused, tongue.last_refused) if refused else None),
        )

    def _ranks(self, data: Decision) -> Iterator[str]:
        told = data["explanation"]
        if told is not None and len(told["top"]) > 0:
            yield self._say("best", ranks="; ".join(self._rank(each) for each in told["top"]))

    def _rank(self, each: Decision) -> str:
        word, levels, load, last, _ = each["rank"]
        served = self._say("never_assigned") if last is None else self._say("last_assigned", fact=last)
        return self._say("rank", who=each["manager_id"], word=word + 1, levels=levels, load=load, served=served)

    def _load(self, data: Decision) -> Iterator[str]:
        if data["load_after"] is not None:
            facts = {name: data[name] for name in ("load_before", "load_after", "capacity")}
            yield self._say("load", who=data["manager_id"], **facts)

    def _position(self, data: Decision) -> str:
        place = self._unless_none("place", data["position"])
        waited = "" if data["waited_s"] == 0 else self._say("so_far", fact=self._tongue.duration(data["waited_s"]))
        return ", ".join(part for part in (place, waited) if part) or self._say("from_now_on")

    def _waiting(self, data: Decision, *, for_person: bool) -> Iterator[str]:
        yield from self._looked_at(data)
        if for_person:
            return
        told = data["explanation"]
        if told is not None and told["relax"]:
            yield self._say("help", changes=self._say("or").join(self._relaxation(each) for each in told["relax"]))
        if data["next_step_at"] is not None:
            yield self._say("next_step", fact=self.moment(data["next_step_at"]))
        if data["expected_wait_s"] is not None:
            yield self._say("expected_wait", fact=self._tongue.duration(data["expected_wait_s"]))

    def _relaxation(self, each: Decision) -> str:
        amount = each["amount"] or 1
        units = self._say("unit" if amount == 1 else "units")
        return self._tongue.relax[each["kind"]].format(who=each["manager_id"], amount=amount, units=units)

    def _finished(self, data: Decision) -> str:
        who, served, held = data["manager_id"], data["served_s"], data["held_units_until"]
        if who is None:
            return self._say("finished_nobody")
        return self._say(
            "finished",
            who=who,
            served="" if served is None else self._say("served", fact=self._tongue.duration(served)),
            outcome="" if data["outcome"] is None else f" ({data['outcome']})",
            wrap_up="" if held is None else self._say("wrap_up", who=who, fact=self.moment(held)),
        )

    def _cause(self, cause: Decision) -> str:
        if cause["type"] in {"tick", "overflow.asked", "overflow.answered"}:
            return self._say(cause["type"])
        return self._say("cause", what=cause["type"] or self._say("removal"), id=cause["id"], source=cause["source"])
