"""A contact that a desk gives to a manager brings him a talking point: through the intake, live and replayed."""

from typing import Any

import orjson
import pytest

from models.instants import DAY_MS
from models.recording import Line
from rules.replay.driver import replay
from rules.replay.kind import Kind
from tests.replay.day import NINE
from tests.replay.live import Live, compared
from tests.replay.test_overflow import STEPS, Helping
from tests.replay.test_replay_is_what_was_live import replayed
from tests.rules.tariff.prices import ONE_TIER, terms

TARIFFS: dict[str, Any] = {"price_lists": [{**ONE_TIER, "valid_from": "2025-01-01"}], "bubble": {"windows": 99}}
TOLD = "kontor.tariff-offers"


class Story(Helping):
    """A bank of three desks where group G of K1 and K2 has an agreement from the first of December on."""

    def __init__(self, seed: int = 1, **rules: Any) -> None:
        super().__init__(seed, **{"tariffs": TARIFFS, "overflow": {}, "lines": [{}], **rules})
        for manager, desk in (("M0", "D0"), ("M1", "D1")):
            self.staff(manager, desk, capacity=20)
        for manager in ("M40", "M41"):
            self.staff(manager, "D2", approval_levels=["committee"])
        for client in ("K1", "K2"):
            self.known(client, group_id="G", manager_id="M1")

    def days(self, number: float) -> "Story":
        self.now = max(self.now, NINE + round(number * DAY_MS))
        return self

    def offer(self, kind: str, **data: Any) -> None:
        self.now += 1000
        self.texts.append(self.line("crm.offers", "G", f"offer.{kind}", {"agreement_id": "A", "version": 1, **data}))

    def agreed(self) -> "Story":
        said = terms(valid_from="2025-12-01", valid_to="2026-06-01")
        forecast = {"volume_now_minor": 400_000_000, "volume_minor": [1_000_000_000]}
        self.offer("requested", client_id="K1", item="settlement", by="M1", terms=said, forecast=forecast)
        for by in ("M40", "M41"):
            self.offer("decided", decision="approve", by=by)
        self.offer("sent", by="M1")
        self.offer("accepted", by="M1")
        return self

    def posts(self, client: str, minor: int) -> "Story":
        self.now += 1000
        day = f"2025-12-{(self.now - NINE) // DAY_MS - 5:02d}"
        data = {
            "posting_id": f"p{self.number}", "client_id": client, "amount_minor": minor, "currency": "RUB",
            "direction": "credit", "kind": "sale", "value_date": day,
        }  # fmt: skip
        self.texts.append(self.line("crm.activity", client, "turnover.posted", data))
        return self

    def calls(self, contact: str, client: str) -> "Story":
        self.now += 1000
        self.open(contact, client)
        self.now += 60_000
        self.say("closed", contact)
        return self

    def proposed(self, lines: list[Line] | None = None) -> list[dict[str, Any]]:
        return [
            {**each["data"], "at": each["time"]}
            for line in (self.told() if lines is None else lines)
            if line.topic == TOLD and (each := orjson.loads(line.value or b""))["type"] == "offer.proposed"
        ]


def a_story(seed: int = 1, **rules: Any) -> Story:
    """Clients call in December, before and after what they bring, and in January again."""
    story = Story(seed, **rules).agreed()
    story.days(8).posts("K1", 100_000_000).calls("c-1", "K2")
    story.days(10).calls("c-2", "K1").posts("K2", 360_000_000)
    return story.days(13).calls("c-3", "K1").days(40).calls("c-4", "K1").days(41).calls("c-5", "K2")


def test_the_manager_who_got_the_contact_is_told_and_the_decision_is_the_cause() -> None:
    story = a_story()
    lines = story.told()
    first, near, january = story.proposed(lines)
    decided = [orjson.loads(line.value or b"") for line in lines if line.topic == "kontor.assignments"]
    (given,) = [each for each in decided if each["subject"] == "c-1" and each["type"] == "contact.assigned"]
    assert (first["trigger"], first["manager_id"]) == ("contact", given["data"]["manager_id"])
    assert first["distance"][0]["missing_minor"] == 400_000_000
    cause = {"source": given["source"], "id": given["id"], "type": given["type"], "at": given["time"]}
    assert first["cause"] == cause
    assert near["trigger"] == "near_threshold"
    assert (january["trigger"], january["cause"]["id"]) == (
        "contact",
        next(each["id"] for each in decided if each["subject"] == "c-4" and each["type"] == "contact.assigned"),
    )


def test_a_contact_that_is_given_a_second_time_brings_no_second_talking_point() -> None:
    story = Story(lines=[{"when": {}, "steps": STEPS}]).agreed()
    story.days(8).posts("K1", 100_000_000)
    story.now += 1000
    story.open("c-1", "K1")
    story.now += 1000
    story.texts.append(story.line("crm.managers", "M0", "manager.left", {"manager_id": "M0"}))
    story.staff("M2", "D0")
    given = [each["manager_id"] for each in of_kind(story, "contact.assigned")]
    assert given == ["M0", "M2"]
    asked = [text for text in asides(live(story, 1)) if b'"subject":"K1"' in text]
    assert len(asked) == 1
    assert [each["manager_id"] for each in story.proposed()] == ["M0"]


def of_kind(story: Story, kind: str) -> list[dict[str, Any]]:
    values = [orjson.loads(line.value or b"") for line in story.told() if line.topic == "kontor.assignments"]
    return [value["data"] for value in values if value["type"] == kind]


def live(story: Story, seed: int, **how: Any) -> Live:
    """Hears the story as workers would."""
    bus = Live(3, seed, **how)
    for text in story.texts:
        bus.hear(text)
    bus.pass_on_asides(bus.now, last=True)
    return bus


def asides(bus: Live) -> list[bytes]:
    """What desks said of contacts that they gave; what was written twice once."""
    said = [line.value or b"" for line in bus.inbox if b'"type":"contact.assigned"' in (line.value or b"")]
    return list(dict.fromkeys(said))


@pytest.mark.parametrize("seed", range(4))
def test_a_recording_of_the_intakes_inbox_gives_what_was_live_however_late_and_often_desks_said_it(seed: int) -> None:
    story = a_story(seed)
    bus = live(story, seed, slow=0.5, restarts=0.3)
    again = replayed(bus.inbox, Kind.INTAKE)
    was = compared(bus.told)
    assert compared(again) == was
    assert len(story.proposed(again)) >= 3


def test_a_coverage_that_the_tariffs_know_nothing_of_is_not_entered_for_a_contact() -> None:
    story = Story().agreed()
    story.known("K3")
    bus = live(story.days(8).calls("c-1", "K3").calls("c-2", "K1"), 1)
    assert len(asides(bus)) == 2
    assert sorted(bus.coverages.coverages) == ["G"]


def test_a_contact_given_between_two_lines_is_told_to_the_coverage_its_client_was_in_then() -> None:
    steps = [{"after_s": 0, "who": ["plan"]}, {"after_s": 30, "who": ["anyone"]}]
    story = Story(lines=[{"when": {}, "steps": steps}]).agreed()
    story.staff("M3", "D0", capacity=1)
    for client in ("K1", "K3"):
        story.known(client, group_id="G" if client == "K1" else None, manager_id="M3")
    story.days(8).posts("K1", 100_000_000)
    story.now += 1000
    # M3 has K3 in hand; half a minute later anybody may take K1, who has moved when the next line comes.
    story.open("c-0", "K3").open("c-1", "K1")
    story.now += 60_000
    story.known("K1", group_id="H")
    (said,) = story.proposed()
    assert (said["coverage_id"], said["client_id"]) == ("G", "K1")


def test_without_tariffs_a_desk_tells_nothing_of_its_contacts() -> None:
    story = Story(tariffs={})
    story.days(8).calls("c-1", "K1")
    assert len(of_kind(story, "contact.assigned")) == 1
    assert asides(live(story, 1)) == []


def test_a_recording_with_tariffs_gives_the_same_decisions_as_one_without() -> None:
    with_tariffs, without = a_story(), a_story(tariffs={})
    lines = [
        [line for line in list(replay(each.texts, Kind.BANK)) if line.topic == "kontor.assignments"]
        for each in (with_tariffs, without)
    ]
    versions = [each.policy.version.encode() for each in (with_tariffs, without)]
    assert [line.value.replace(versions[0], b"v") for line in lines[0] if line.value] == [
        line.value.replace(versions[1], b"v") for line in lines[1] if line.value
    ]
    assert len(lines[0]) == 10
