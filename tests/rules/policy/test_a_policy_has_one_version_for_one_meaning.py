"""The version is of what a policy means, not of how it is written."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy import Policy, canonical_json
from models.policy.part import Part
from tests.rules.policy.policies import POLICIES


def policy_of(**keys: Any) -> Policy:
    return Policy.from_canonical({"name": "x", "lines": [{}], **keys})


def spelled_out(part: Part) -> dict[str, Any]:
    """Everything there is to say, defaults too."""
    said: dict[str, Any] = part.model_dump(mode="json")
    return said


@given(said=POLICIES)
def test_the_canonical_form_read_again_is_the_same_policy_with_the_same_version(said: dict[str, Any]) -> None:
    policy = Policy.from_canonical(said)

    again = Policy.from_canonical(json.loads(canonical_json(policy.canonical)))

    assert again == policy
    assert again.canonical == policy.canonical
    assert again.version == policy.version


@given(said=POLICIES)
def test_spelling_out_every_default_changes_no_version(said: dict[str, Any]) -> None:
    policy = Policy.from_canonical(said)

    assert Policy.from_canonical(spelled_out(policy)).version == policy.version


@given(said=POLICIES, data=st.data())
def test_the_order_of_keys_changes_no_version(said: dict[str, Any], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(said.items()))))

    assert Policy.from_canonical(shuffled).version == Policy.from_canonical(said).version


@given(said=POLICIES, other=POLICIES)
def test_policies_with_one_version_are_equal_and_with_two_are_not(said: dict[str, Any], other: dict[str, Any]) -> None:
    one, two = Policy.from_canonical(said), Policy.from_canonical(other)

    assert (one.version == two.version) == (one == two)


@given(said=POLICIES)
def test_an_override_that_says_what_holds_anyway_changes_no_version(said: dict[str, Any]) -> None:
    policy = Policy.from_canonical({**said, "desks": {}})
    everything = {
        key: value for key, value in spelled_out(policy).items() if key not in ("desks", "late_limit_s", "duplicates")
    }

    assert Policy.from_canonical({**said, "desks": {"D9": everything}}).version == policy.version


@given(said=POLICIES)
def test_a_desks_policy_is_what_its_override_lays_over_the_whole(said: dict[str, Any]) -> None:
    policy = Policy.from_canonical(said)
    for desk_id in said.get("desks", {}):
        desk = policy.for_desk(desk_id)
        assert desk.version == policy.version
        assert desk is policy.for_desk(desk_id)
        for key, value in said["desks"][desk_id].items():
            if not isinstance(value, dict) and key != "lines":
                assert desk.model_dump(mode="json")[key] == value
            elif isinstance(value, dict) and key not in ("overflow", "tariffs", "contact_weight"):
                assert desk.model_dump(mode="json")[key].items() >= value.items()


def test_the_smallest_policy_is_hashed_as_its_name_and_an_empty_line() -> None:
    expected = hashlib.sha256(b'{"lines":[{}],"name":"x"}').hexdigest()

    assert policy_of().version == f"sha256:{expected}"


def test_text_is_hashed_as_utf_8_and_not_escaped() -> None:
    policy = Policy.from_canonical({"name": "Главный офис", "lines": [{}]})

    assert canonical_json(policy.canonical) == '{"lines":[{}],"name":"Главный офис"}'.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"lines": [{"when": {"tier": "vip"}}, {}]}, {"lines": [{"when": {"tier": ["vip", "vip"]}}, {"when": {}}]}),
        (
            {"lines": [{"when": {"segment": ["sme", "retail"]}}, {}]},
            {"lines": [{"when": {"segment": ["retail", "sme"]}}, {}]},
        ),
        ({"lines": [{"mandatory": ["language", "segment"]}]}, {}),
        ({"wrap_up_s": {"phone": 0}}, {}),
        ({"desks": {"D1": {"queue": {"ageing_s": 60}}, "D2": {}}}, {}),
    ],
)
def test_these_mean_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert policy_of(**one).version == policy_of(**other).version


def test_the_order_of_words_in_a_step_is_a_meaning() -> None:
    one = policy_of(lines=[{"steps": [{"after_s": 0, "who": ["plan", "anyone"]}]}])
    other = policy_of(lines=[{"steps": [{"after_s": 0, "who": ["anyone", "plan"]}]}])

    assert one.version != other.version


def test_maps_merge_and_lists_replace_at_a_desk() -> None:
    policy = policy_of(
        queue={"ageing_s": 30},
        lines=[{"when": {"tier": "vip"}}, {"priority": 2}],
        wrap_up_s={"phone": 60},
        desks={"D1": {"queue": {"bound_s": 100}, "lines": [{}], "wrap_up_s": {"chat": 5}}},
    )

    desk = policy.for_desk("D1")

    assert (desk.queue.ageing_s, desk.queue.bound_s) == (30, 100)
    assert [line.priority for line in desk.lines] == [0]
    assert (desk.wrap_up_s.of("phone"), desk.wrap_up_s.of("chat")) == (60, 5)
    assert policy.for_desk("D2") is policy
