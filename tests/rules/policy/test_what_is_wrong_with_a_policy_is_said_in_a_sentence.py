"""Every wrong key and value is named with its place."""

import pytest

from models.policy import InvalidPolicyError, Policy, UnreadablePolicyError

GOOD = "name: x\nlines: [{}]\n"


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(InvalidPolicyError) as caught:
        Policy.from_yaml(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + "queu: {}", "queu: unknown key; did you mean queue?"),
        (GOOD + "queue: {ageing: 5}", "queue.ageing: unknown key; did you mean ageing_s?"),
        (GOOD + "ageing_s: 5", "ageing_s: unknown key; did you mean queue.ageing_s?"),
        (GOOD + "zzz: 5", "zzz: unknown key; the nearest known one is time_zone"),
        (GOOD + "desks: {D1: {queue: {ageing: 5}}}", "desks.D1.queue.ageing: unknown key; did you mean ageing_s?"),
        (GOOD + "desks: {D1: {late_limit_s: 5}}", "desks.D1.late_limit_s: stands only at the top of the policy"),
        (GOOD + "desks: {D1: {duplicates: {}}}", "desks.D1.duplicates: stands only at the top of the policy"),
        (GOOD + "desks: {D1: {desks: {}}}", "desks.D1.desks: stands only at the top of the policy"),
        (GOOD + "desks: {D1: 5}", "desks.D1: must be a map of keys, not 5"),
        ("lines: [{}]", "name: missing, and it has no default"),
        ("name: x", "lines: missing, and it has no default"),
        ("name: x\nlines: []", "lines: must be a list of at least one, not []"),
        (
            "name: 7\nlines: [{}]",
            "name: must be text (in quotes where YAML would read a number or a truth value), not 7",
        ),
        (GOOD + "default_capacity: 4.5", "default_capacity: must be a whole number, not 4.5"),
        (GOOD + "default_capacity: 4.0", "default_capacity: must be a whole number, not 4.0"),
        (GOOD + "default_capacity: '4'", 'default_capacity: must be a whole number, not "4"'),
        (GOOD + "default_capacity: true", "default_capacity: must be a whole number, not true"),
        (GOOD + "contact_weight: {channel: {chat: 0}}", "contact_weight.channel.chat: must be at least 1, not 0"),
        (GOOD + "contact_weight: {complexity: [1]}", "contact_weight.complexity: must be a list of 5, not [1]"),
        (GOOD + "offer: {enabled: 1}", "offer.enabled: must be true or false, not 1"),
        (
            GOOD + "tariffs: {rate: 0.5}",
            "tariffs: only text, whole numbers, true, false and null may stand here, 0.5 may not",
        ),
        ("name: x\nlines: [{priority: 10}]", "lines[0].priority: must be at most 9, not 10"),
        (
            "name: x\nlines: [{when: {tier: gold}}, {}]",
            "lines[0].when.tier[0]: must be 'standard' or 'vip', not \"gold\"",
        ),
        ("name: x\nlines: [{when: {tier: []}}, {}]", "lines[0].when.tier: must be a list of at least one, not []"),
        ("name: x\nlines: [{when: {tier: vip}}]", "lines: the last line must match everything: its when must be {}"),
        (
            "name: x\nlines: [{steps: [{after_s: 5, who: [plan]}]}]",
            "lines[0].steps: the first step must open at after_s 0, not 5",
        ),
        (
            "name: x\nlines: [{steps: [{after_s: 0, who: [plan]}, {after_s: 0, who: [anyone]}]}]",
            "lines[0].steps: after_s must rise from step to step, 0 does not follow 0",
        ),
        ("name: x\nlines: [{steps: [{after_s: 0, who: [plan, plan]}]}]", "lines[0].steps[0].who: names plan twice"),
        (GOOD + "choice: {shown: 4}", "choice.shown: must be at most 3, not 4"),
        ("name: x\nlines: [{max_load_ppm: 1000001}]", "lines[0].max_load_ppm: must be at most 1000000, not 1000001"),
    ],
)
def test_one_thing_wrong_is_one_sentence_with_its_place(text: str, sentence: str) -> None:
    assert problems_of(text) == (sentence,)


def test_several_things_wrong_are_all_said() -> None:
    problems = problems_of("name: x\nlines: [{}]\nzzz: 1\ndefault_capacity: -1\n")

    assert len(problems) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: x\nname: y\nlines: [{}]", "line 2, column 1: the key name is given twice, first in line 1"),
        ("name: [", "line 1, column 8"),
        ("- name", "it must be a map of keys"),
        ("", "it must be a map of keys"),
        ("name: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
        ("a: &a [*a]\nlines: *b", "undefined alias"),
    ],
)
def test_text_that_is_no_map_is_unreadable(text: str, words: str) -> None:
    with pytest.raises(UnreadablePolicyError, match=r".*") as caught:
        Policy.from_yaml(text)

    assert words in str(caught.value)


def test_bytes_that_are_no_text_are_unreadable() -> None:
    with pytest.raises(UnreadablePolicyError):
        Policy.from_yaml(b"name: \xff\xfe\xff")


def test_words_that_old_yaml_reads_as_something_else_stay_words() -> None:
    policy = Policy.from_yaml(
        "name: no\nlines: [{when: {language: [no, on, yes]}}, {}]\ntariffs: {valid_from: 2026-01-01}"
    )

    assert policy.name == "no"
    assert policy.lines[0].when.language == ("no", "on", "yes")
    assert policy.tariffs == {"valid_from": "2026-01-01"}


def test_a_policy_that_refers_to_itself_is_refused() -> None:
    with pytest.raises((InvalidPolicyError, UnreadablePolicyError)):
        Policy.from_yaml(GOOD + "tariffs: &a {again: *a}")
