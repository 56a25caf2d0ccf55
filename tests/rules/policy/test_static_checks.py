"""What keeps a well-formed policy from coming into force, and what is only said."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given

from models.policy import Policy
from rules.policy import CATALOGUE, Book, Finding, check
from tests.rules.policy.policies import POLICIES

EXAMPLES = Path(__file__).parents[3] / "examples" / "policies"
STEP = {"after_s": 0, "who": ["anyone"]}


class Manager(NamedTuple):
    desk_id: str
    segments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    grade: int = 1
    manager_id: str = "M1"


LIST = {
    "item": "settlement",
    "version": 1,
    "currency": "RUB",
    "valid_from": "2026-01-01",
    "tiers": [{"from_minor": 0, "rate_ppm": 5000}],
}
TURNOVER: dict[str, Any] = {"metric": "qualified_turnover", "op": ">=", "value_minor": 5}
TERMS: dict[str, Any] = {
    "mode": "earn_first",
    "valid_from": "2026-01-01",
    "valid_to": "2026-07-01",
    "window": {"kind": "calendar", "unit": "month"},
    "obligations": TURNOVER,
    "benefit": {"target": "fee", "type": "waive"},
}
BENEFIT = {"name": "b", "item": "settlement", "terms": TERMS}


def policy_of(**keys: Any) -> Policy:
    return Policy.from_canonical({"name": "x", "lines": [{}], **keys})


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.kind.code, finding.place) for finding in findings]


def test_the_smallest_policy_passes() -> None:
    assert check(policy_of()) == ()


def test_the_example_of_an_ordinary_bank_passes_without_a_warning() -> None:
    assert check(Policy.from_yaml((EXAMPLES / "head-office.yaml").read_text())) == ()


def test_the_example_of_everything_there_is_passes() -> None:
    policy = Policy.from_yaml((EXAMPLES / "everything.yaml").read_text())

    assert told(check(policy)) == []


def test_every_refusal_is_one_sentence_with_its_place() -> None:
    policy = policy_of(tariffs={"levels": ["chief"]})

    assert str(check(policy)[0]) == "tariffs: authority[0] asks for head, which levels does not name"


def test_a_template_that_can_be_proposed_is_not_complained_of() -> None:
    assert check(policy_of(tariffs={"price_lists": [LIST], "benefits": [BENEFIT]})) == ()


def test_a_policy_that_only_spells_out_its_defaults_passes() -> None:
    assert check(Policy.from_canonical(policy_of().model_dump(mode="json"))) == ()


@pytest.mark.parametrize(
    ("keys", "code", "place"),
    [
        (
            {"tariffs": {"benefits": [{"name": "b", "item": "settlement", "terms": {**TERMS, "mode": "earn_last"}}]}},
            "wrong_tariffs",
            "tariffs.benefits[0].terms.mode",
        ),
        ({"tariffs": {"benefits": [BENEFIT]}}, "idle_template", "tariffs.benefits[0]"),
        (
            {
                "tariffs": {
                    "price_lists": [LIST],
                    "benefits": [{**BENEFIT, "terms": {**TERMS, "obligations": {"not": TURNOVER}}}],
                }
            },
            "idle_template",
            "tariffs.benefits[0]",
        ),
        (
            {"tariffs": {"price_lists": [LIST], "benefits": [{**BENEFIT, "terms": {**TERMS, "valid_to": None}}]}},
            "idle_template",
            "tariffs.benefits[0]",
        ),
        (
            {
                "tariffs": {
                    "price_lists": [LIST],
                    "benefits": [{**BENEFIT, "terms": {**TERMS, "benefit": {"target": "collateral", "type": "waive"}}}],
                }
            },
            "idle_template",
            "tariffs.benefits[0]",
        ),
        ({"tariffs": {"stale_days": 0}}, "wrong_tariffs", "tariffs.stale_days"),
        (
            {"tariffs": {"authority": [{"up_to_ppm": 1, "approvals": ["head"]}]}},
            "wrong_tariffs",
            "tariffs.authority",
        ),
        ({"tariffs": {"levels": ["chief"]}}, "wrong_tariffs", "tariffs"),
        ({"tariffs": {"price_lists": [LIST, LIST]}}, "wrong_tariffs", "tariffs.price_lists"),
        ({"offer": {"timeout_s": 10}}, "no_effect", "offer.timeout_s"),
        ({"ramp_up": {"for_hours": 3}}, "no_effect", "ramp_up.for_hours"),
        ({"default_capacity": 0}, "never_fits", "lines[0].max_load_ppm"),
        ({"lines": [{"max_load_ppm": 200_000}]}, "never_fits", "lines[0].max_load_ppm"),
        (
            {"desks": {"D1": {"tariffs": {"stale_days": 0}}}},
            "wrong_tariffs",
            "desks.D1.tariffs.stale_days",
        ),
        ({"lines": [{}, {}]}, "unreachable_line", "lines[1]"),
        ({"lines": [{"when": {"tier": ["vip", "standard"]}}, {}]}, "unreachable_line", "lines[1]"),
        (
            {"lines": [{"when": {"segment": ["sme", "retail"]}}, {"when": {"segment": "sme", "tier": "vip"}}, {}]},
            "unreachable_line",
            "lines[1]",
        ),
        ({"lines": [{"steps": [STEP, {"after_s": 9, "who": ["plan"]}]}]}, "unreachable_step", "lines[0].steps[1]"),
        (
            {"lines": [{"steps": [{"after_s": 0, "who": ["anyone", "specialist"]}]}]},
            "word_without_effect",
            "lines[0].steps[0].who",
        ),
        (
            {"presence": {"debounce_s": 300, "when_silent": "nobody"}},
            "contradictory_presence",
            "presence.debounce_s",
        ),
    ],
)
def test_one_thing_asked_for_is_one_thing_found(keys: dict[str, Any], code: str, place: str) -> None:
    assert told(check(policy_of(**keys))) == [(code, place)]


@pytest.mark.parametrize(
    "keys",
    [
        {"lines": [{"when": {"segment": "sme"}}, {"when": {"segment": ["sme", "retail"]}}, {}]},
        {"lines": [{"when": {"segment": "sme", "tier": "vip"}}, {"when": {"segment": "sme"}}, {}]},
        {"lines": [{"steps": [{"after_s": 0, "who": ["plan"]}, {"after_s": 9, "who": ["plan", "backup"]}]}]},
        {"presence": {"debounce_s": 299, "when_silent": "nobody"}},
        {"lines": [{"max_load_ppm": 250_000}]},
    ],
)
def test_what_is_ordinary_is_not_found(keys: dict[str, Any]) -> None:
    assert check(policy_of(**keys)) == ()


@pytest.mark.parametrize(
    ("overflow", "way"),
    [
        ({"A": ["A"]}, "A -> A"),
        ({"A": ["B"], "B": ["C"], "C": ["A"]}, "A -> B -> C -> A"),
    ],
)
def test_overflow_that_leads_back_is_refused(overflow: dict[str, list[str]], way: str) -> None:
    cycles = [finding for finding in check(policy_of(overflow=overflow)) if finding.kind.code == "overflow_cycle"]

    assert [finding.place for finding in cycles] == [f"overflow.{desk}" for desk in sorted(overflow)]
    assert way in cycles[0].sentence


@pytest.mark.parametrize(
    ("overflow", "desks", "places"),
    [
        (
            {},
            {"A": {"overflow": {"A": ["B"]}}, "B": {"overflow": {"B": ["A"]}}},
            ["desks.A.overflow.A", "desks.B.overflow.B"],
        ),
        ({"A": ["B"]}, {"B": {"overflow": {"B": ["A"]}}}, ["overflow.A", "desks.B.overflow.B"]),
    ],
)
def test_a_cycle_across_desks_of_their_own_is_refused(
    overflow: dict[str, list[str]], desks: dict[str, Any], places: list[str]
) -> None:
    assert told(check(policy_of(overflow=overflow, desks=desks))) == [("overflow_cycle", place) for place in places]


@pytest.mark.parametrize(
    "desks", [{"C": {"overflow": {"B": ["A"]}}}, {"A": {"overflow": {"A": ["C"]}}, "B": {"overflow": {"B": ["A"]}}}]
)
def test_a_desks_own_overflow_says_nothing_of_other_desks_and_may_break_a_cycle(desks: dict[str, Any]) -> None:
    assert told(check(policy_of(overflow={"A": ["B"]}, desks=desks))) == []


BOOKS = (
    Book("M1", "A", groups=200, margin_share_max_ppm=250_000, hhi=2500),
    Book("M2", "A", groups=201, margin_share_max_ppm=None, hhi=None),
    Book("M3", "A", groups=205, margin_share_max_ppm=250_001, hhi=2000),
    Book("M4", "B", groups=12, margin_share_max_ppm=100, hhi=100),
)


def test_limits_that_books_of_today_are_above_are_said_desk_by_desk_and_a_limit_just_kept_is_not() -> None:
    policy = policy_of(desks={"B": {"coverage": {"max_groups": 11}}})

    found = check(policy, books=BOOKS)

    assert [(str(each), each.kind.level) for each in found] == [
        ("coverage.max_groups: 2 books are above 200 at A; the highest is 205, of M3", "warning"),
        ("coverage.max_margin_share_ppm: 1 book is above 250000 at A; the highest is 250001, of M3", "warning"),
        ("desks.B.coverage.max_groups: 1 book is above 11 at B; the highest is 12, of M4", "warning"),
    ]


def test_two_ways_to_one_desk_are_no_cycle() -> None:
    findings = check(policy_of(overflow={"A": ["B", "C"], "B": ["C"]}))

    assert "overflow_cycle" not in {finding.kind.code for finding in findings}


def test_an_unknown_time_zone_is_refused_where_time_zones_are_known() -> None:
    policy = policy_of(time_zone="Europe/Mosow", desks={"D1": {"time_zone": "Asia/Omsk"}})

    assert told(check(policy, time_zones={"Asia/Omsk"})) == [("unknown_time_zone", "time_zone")]
    assert check(policy, time_zones=()) == ()
    for zone in ("Asia/Omks", "Europe/Samarra"):
        policy = policy_of(time_zone="Europe/Moscow", desks={"D1": {"time_zone": zone}})
        assert told(check(policy, time_zones={"Europe/Moscow"})) == [("unknown_time_zone", "desks.D1.time_zone")]


def test_demands_that_nobody_meets_are_said_desk_by_desk() -> None:
    people = [Manager("D1", ("sme",), ("ru",), grade=3), Manager("D2", ("sme", "retail"), ("ru", "en"), grade=5)]
    policy = policy_of(
        lines=[
            {"when": {"segment": "retail"}},
            {"when": {"language": "en"}, "min_grade": 4},
            {"when": {"industry": "oil"}},
            {},
        ],
        desks={"D1": {"default_capacity": 9}, "D7": {"default_capacity": 5}},
    )

    assert [str(finding) for finding in check(policy, people)] == [
        "desks.D7: no manager is employed at D7",
        "lines[0]: no manager serves the segment retail at D1",
        "lines[1]: no manager is of grade 4; the best is 3 at D1",
        "lines[1]: no manager serves the language en at D1",
    ]


def test_what_another_desk_has_is_no_help_and_a_desks_own_lines_are_named_as_its_own() -> None:
    another_text = str(b"D1", "ascii")  # equal, and not the same object
    people = [Manager("D1"), Manager(another_text, industries=("oil",), grade=4), Manager("D2", grade=4)]
    oil = {"when": {"industry": "oil"}, "mandatory": ["industry"], "min_grade": 4}
    policy = policy_of(lines=[oil, {}], desks={"D2": {"lines": [oil | {"priority": 3}, {}]}})

    assert [str(finding) for finding in check(policy, people)] == [
        "desks.D2.lines[0]: no manager serves the industry oil at D2"
    ]


def test_what_is_only_wished_for_and_grades_that_are_there_are_no_findings() -> None:
    wished = {"when": {"industry": "oil"}, "mandatory": ["segment"], "min_grade": 4}

    assert check(policy_of(lines=[wished, {}]), [Manager("D1", grade=4), Manager("D1", grade=1)]) == ()


def test_a_desk_that_should_help_out_needs_people_too() -> None:
    found = check(policy_of(overflow={"D1": ["D2", "D3"]}), [Manager("D1"), Manager("D3")])

    assert "overflow.D1: no manager is employed at D2" in map(str, found)
    assert not any("D3" in str(finding) for finding in found)


@given(said=POLICIES)
def test_checks_name_only_places_of_the_catalogue_and_errors_come_first(said: dict[str, Any]) -> None:
    findings = check(Policy.from_canonical(said))

    assert {finding.kind for finding in findings} <= set(CATALOGUE)
    levels = [finding.kind.level for finding in findings]
    assert levels == sorted(levels)
    assert len(set(findings)) == len(findings)


def test_codes_of_the_catalogue_are_told_apart() -> None:
    assert len({kind.code for kind in CATALOGUE}) == len(CATALOGUE)


def test_a_whole_schedule_says_where_less_turnover_costs_more() -> None:
    tiers = [{"from_minor": 0, "rate_ppm": 5000}, {"from_minor": 100_000_000, "rate_ppm": 3000}]
    policy = policy_of(tariffs={"price_lists": [{**LIST, "mode": "whole", "tiers": tiers}]})

    assert [str(each) for each in check(policy)] == [
        "tariffs.price_lists[0]: a turnover between 60000000 and 100000000 costs more than 100000000 does"
    ]
    assert check(policy_of(tariffs={"price_lists": [{**LIST, "tiers": tiers}]})) == ()
