"""Every code has its words, and every kind of decision reads as sentences."""

from typing import Any, get_args

import orjson
import pytest

from models.messages import decision
from models.messages.explanation import REFUSALS, Relaxation
from rules.explain import words, words_ru
from rules.explain.sentences import story
from rules.explain.words import ENGLISH
from rules.explain.words_ru import RUSSIAN
from tests.rules.desk.bank import POLICY, Bank

DECISION: dict[str, Any] = {
    "seq": 7,
    "contact_id": "X1",
    "client_id": "C1",
    "coverage_id": "G1",
    "desk_id": "D1",
    "cause": {"source": "crm", "id": "e1", "type": "contact.opened", "at": "2026-11-23T09:15:00.000Z"},
    "decided_at": "2026-11-23T09:15:45.120Z",
    "opened_at": "2026-11-23T09:15:00.000Z",
    "waited_s": 45,
    "line": 0,
    "segment": "sme",
    "tier": "vip",
    "channel": "phone",
    "manager_id": "M1",
    "previous_manager_id": None,
    "introduced_by": None,
    "introduced_why": None,
    "origin": "backup",
    "step": 1,
    "split_reason": None,
    "expires_at": None,
    "by": None,
    "flags": [],
    "reason": None,
    "load_before": 2,
    "load_after": 4,
    "capacity": 6,
    "next_step_at": None,
    "expected_wait_s": None,
    "position": None,
    "explanation": {
        "considered": 5,
        "eligible": 1,
        "refused": {"at_capacity": 3, "wall": 1},
        "top": [{"manager_id": "M1", "rank": [3, 5, "2/3", None, "1f000000"]}],
        "relax": None,
    },
    "outcome": None,
    "served_s": None,
    "held_units_until": None,
}
NOBODY: dict[str, Any] = DECISION["explanation"] | {"eligible": 0, "top": []}


def said(kind: str, **more: Any) -> str:
    return "\n".join(story([{"type": kind, "data": {**DECISION, **more}}]))


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        (words.ORIGIN, get_args(decision.Origin)),
        (words.REFUSED, REFUSALS),
        (words.SPLIT, get_args(decision.SplitReason)),
        (words.FLAG, get_args(decision.Flag)),
        (words.RELEASED, get_args(decision.ReleaseReason)),
        (words.ESCALATED, get_args(decision.EscalationReason)),
        (words.INTRODUCED, get_args(decision.Introducer)),
        (words.RELAX, get_args(Relaxation.model_fields["kind"].annotation)),
    ],
)
def test_every_code_has_its_words(told: dict[str, str], codes: tuple[str, ...]) -> None:
    assert set(told) == set(codes)


@pytest.mark.parametrize(
    "name", ["ORIGIN", "REFUSED", "SPLIT", "FLAG", "RELEASED", "ESCALATED", "INTRODUCED", "RELAX", "SENTENCE"]
)
def test_russian_has_words_for_the_same_codes(name: str) -> None:
    assert list(getattr(words_ru, name)) == list(getattr(words, name))


def test_an_assignment_reads_in_russian_too() -> None:
    assert "\n".join(story([{"type": "contact.assigned", "data": DECISION}], RUSSIAN)) == (
        "Обращение X1 клиента C1 (холдинг G1), сегмент sme, VIP, по телефону, участок D1, "
        "открыто 2026-11-23 09:15:00.000 UTC.\n"
        "\n"
        "1. 09:15:45.120  Назначено M1, через 45 с: M1 замещает как второй менеджер (шаг 2).\n"
        "   Рассмотрено менеджеров: 5, могли взять: 1; остальные: загружены полностью — 3, "
        "за стеной: ведут или вели конкурента клиента — 1.\n"
        "   Лучшие по порядку: M1 (предпочтение 4, уровни навыков 5, загрузка станет 2/3, ещё не назначался).\n"
        "   После этого у M1 занято 4 ед. ёмкости из 6, было 2.\n"
        "   Причина: contact.opened e1 из crm; решение № 7 участка D1, строка политики: 1."
    )


@pytest.mark.parametrize("step", [0, 1, 2])
def test_people_count_steps_from_one(step: int) -> None:
    assert f"(step {step + 1})" in said("contact.assigned", step=step)


def test_every_kind_of_decision_says_as_much_in_russian() -> None:
    waits = {"next_step_at": "2026-11-23T09:16:00.000Z", "expected_wait_s": 90, "position": 2, "manager_id": None}
    relax = {"explanation": DECISION["explanation"] | {"relax": [{"kind": "grade", "manager_id": "M2", "amount": 1}]}}
    handed = {"by": "boss", "previous_manager_id": "M9", "flags": ["absent"]}
    for kind, more in (
        ("contact.offered", {"expires_at": "2026-11-23T09:16:00.000Z", "split_reason": "wall"}),
        ("contact.assigned", {"introduced_by": "M8", "introduced_why": "deputy"}),
        ("contact.reassigned", handed),
        ("contact.queued", waits | relax),
        ("contact.escalated", waits | relax | {"reason": "waited"}),
        ("contact.released", {"reason": "abandoned", "manager_id": None}),
        ("contact.finished", {"served_s": 3725, "outcome": "sold", "held_units_until": "2026-11-23T10:20:00.000Z"}),
        ("contact.finished", {"manager_id": None}),
    ):
        decision_of_kind = [{"type": kind, "data": DECISION | more}]
        assert len(list(story(decision_of_kind, RUSSIAN))) == len(list(story(decision_of_kind))), kind


def test_an_assignment_says_who_why_and_why_nobody_else() -> None:
    assert said("contact.assigned") == (
        "Contact X1 of client C1 (of the holding G1), segment sme, VIP, by phone at desk D1, "
        "opened 2026-11-23 09:15:00.000 UTC.\n"
        "\n"
        "1. 09:15:45.120  Assigned to M1, after 45 s: M1 stands in as the backup (step 2).\n"
        "   5 managers looked at: 1 could take it; 3 at capacity and 1 behind a wall.\n"
        "   The best, in order: M1 (preference 4, skill levels 5, load then 2/3, never assigned before).\n"
        "   M1 then held 4 of 6 units of capacity, 2 before.\n"
        "   Because of contact.opened e1 from crm; decision 7 of desk D1, line 1 of the policy."
    )


def test_one_who_waits_is_told_his_place_what_would_help_and_what_comes_next() -> None:
    nobody = {
        **DECISION["explanation"],
        "eligible": 0,
        "top": [],
        "relax": [{"kind": "capacity", "manager_id": "M2", "amount": 1}],
    }

    text = said(
        "contact.queued",
        explanation=nobody,
        position=3,
        manager_id=None,
        expected_wait_s=90,
        next_step_at="2026-11-23T09:16:00.000Z",
    )

    assert "Waits, number 3 in the queue, 45 s so far: nobody could take it." in text
    assert "5 managers looked at: nobody could take it; 3 at capacity and 1 behind a wall." in text
    assert "What would help: 1 more unit of capacity at M2." in text
    assert "The next step opens at 09:16:00.000." in text
    assert "It is expected to wait 1 min 30 s." in text


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        (
            "contact.reassigned",
            {"by": "boss", "previous_manager_id": "M9", "flags": ["over_capacity", "absent"]},
            "Note: M1 was above capacity and not present.",
        ),
        (
            "contact.reassigned",
            {"by": "boss", "previous_manager_id": "M9"},
            "Moved to M1 by boss, away from M9; a person's act is not questioned.",
        ),
        ("contact.escalated", {"reason": "waited"}, "A person should look at it: it has waited for as long as"),
        ("contact.released", {"reason": "manager_left"}, "M1 has it no more: the manager left the bank."),
        ("contact.released", {"reason": "abandoned", "manager_id": None}, "It waits no more: the client left"),
        ("contact.offered", {"expires_at": "2026-11-23T09:16:00.000Z"}, "Offered to M1 until 09:16:00.000, after 45 s"),
        (
            "contact.finished",
            {"served_s": 3725, "outcome": "sold", "held_units_until": "2026-11-23T10:20:00.000Z"},
            "Finished by M1 after 1 h 2 min of service (sold); M1 is held for the wrap-up until 10:20:00.000.",
        ),
        ("contact.finished", {"manager_id": None}, "Over, and nobody had it."),
        ("contact.queued", {"manager_id": None}, "Waits, 45 s so far: only a person may give it to somebody now."),
        (
            "contact.assigned",
            {"split_reason": "at_capacity", "introduced_by": "M8", "introduced_why": "deputy"},
            "Not to the lead of this client: the lead was at capacity.\n   Introduced by M8, the deputy",
        ),
        (
            "contact.assigned",
            {"cause": {**DECISION["cause"], "type": "tick"}},
            "Because of the passing of time; decision 7",
        ),
        (
            "contact.assigned",
            {"cause": {**DECISION["cause"], "type": "overflow.asked"}},
            "Because of another desk's request for help; decision 7 of desk D1",
        ),
        ("contact.assigned", {"cause": {**DECISION["cause"], "type": None}}, "Because of a removal e1 from crm"),
        ("contact.assigned", {"waited_s": 0, "explanation": None}, "Assigned to M1, at once: M1 stands in as"),
        (
            "contact.reassigned",
            {"by": "boss", "flags": ["over_capacity", "absent", "wall"]},
            "Note: M1 was above capacity, not present and behind a wall.",
        ),
        (
            "contact.queued",
            {
                "explanation": {
                    **NOBODY,
                    "considered": 1,
                    "relax": [{"kind": "capacity", "manager_id": "M2", "amount": 2}],
                }
            },
            (
                "1 manager looked at: nobody could take it; 3 at capacity and 1 behind a wall.\n"
                "   What would help: 2 more units of capacity at M2."
            ),
        ),
        ("contact.queued", {"explanation": {**NOBODY, "considered": 0, "refused": {}}}, "0 managers looked at: nobody"),
        ("contact.sung", {}, "contact.sung."),
    ],
)
def test_each_kind_of_decision_reads_as_sentences(kind: str, more: dict[str, Any], sentence: str) -> None:
    assert sentence in said(kind, **more)


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        (
            "contact.reassigned",
            {"by": "boss", "previous_manager_id": "M9"},
            "Теперь у M1, прежде у M9: таково решение человека (boss), оно не обсуждается.",
        ),
        ("contact.finished", {"served_s": 20}, "Завершено у M1, обслуживание 20 с."),
        (
            "contact.escalated",
            {"reason": "declined"},
            "от обращения отказались или не ответили столько раз, сколько допускает",
        ),
        ("contact.queued", {"manager_id": None}, "Ждёт, уже 45 с: теперь передать его может только человек."),
    ],
)
def test_russian_sentences_fit_whatever_a_persons_id_is(kind: str, more: dict[str, Any], sentence: str) -> None:
    told = "\n".join(story([{"type": kind, "data": {**DECISION, **more}}], RUSSIAN))
    assert sentence in told


def test_who_was_declined_too_often_is_not_said_to_suit_nobody() -> None:
    offers = {"enabled": True, "decline_limit": 1}
    bank = Bank(POLICY | {"offer": offers})
    bank.manager("M1")
    bank.manager("M2")
    bank.open("C", 1, requested_manager_id="M1")
    answer = {"contact_id": "C", "manager_id": "M1", "reservation_id": None, "reason": None}
    bank.send("contact.declined", 5, answer)
    decisions = [orjson.loads(each.value) for each in bank.said if each.topic == "kontor.assignments" and each.value]

    told = "\n".join(story(decisions))

    assert "Waits, number 1 in the queue, 4 s so far: only a person may give it to somebody now." in told
    assert "2 managers looked at: 1 could take it; 1 had turned this contact down or not answered." in told
    assert "A person should look at it: it was turned down, or not answered, as often as the policy allows." in told


def test_who_only_a_person_may_give_away_is_promised_nothing_by_waiting() -> None:
    bank = Bank(POLICY | {"offer": {"enabled": True, "decline_limit": 1}})
    bank.manager("M1")
    bank.manager("M2", state="away")
    bank.open("C", 1, requested_manager_id="M1")
    answer = {"contact_id": "C", "manager_id": "M1", "reservation_id": None, "reason": None}
    bank.send("contact.declined", 5, answer)
    decisions = [orjson.loads(each.value) for each in bank.said if each.topic == "kontor.assignments" and each.value]

    told = "\n".join(story(decisions))

    assert any(each["type"] == "contact.queued" and each["data"]["explanation"]["relax"] for each in decisions)
    assert "only a person may give it to somebody now." in told
    assert "nobody could take it.\n" not in told
    assert "What would help" not in told
    assert "next step" not in told


def test_what_a_desk_said_before_is_not_told_as_a_persons_though_its_decisions_have_larger_numbers() -> None:
    nobody = DECISION["explanation"] | {"eligible": 0, "top": []}
    waits: dict[str, Any] = DECISION | {"manager_id": None, "explanation": nobody}
    ends = waits | {"desk_id": "D2", "cause": DECISION["cause"] | {"id": "e2"}}
    decisions = [
        {"type": "contact.queued", "data": waits | {"seq": 900}},
        {"type": "contact.queued", "data": ends | {"seq": 3}},
        {"type": "contact.escalated", "data": ends | {"seq": 4, "reason": "declined"}},
    ]

    told = "\n".join(story(decisions))

    assert told.count("nobody could take it.\n   5 managers") == 1
    assert told.count("only a person may give it to somebody now.") == 1


def test_the_date_is_told_where_it_is_another_than_the_one_before() -> None:
    first = {"type": "contact.assigned", "data": DECISION}
    end = {"held_units_until": "2026-11-24T00:00:30.000Z", "served_s": 53_000, "decided_at": "2026-11-23T23:59:50.000Z"}
    over = {"type": "contact.finished", "data": {**DECISION, **end}}
    late = {"type": "contact.finished", "data": {**DECISION, "decided_at": "2026-11-24T09:00:00.000Z"}}

    assert "\n1. 09:15:45.120  Assigned" in "\n".join(story([first]))
    assert "is held for the wrap-up until 2026-11-24 00:00:30.000." in "\n".join(story([first, over]))
    assert "\n2. 2026-11-24 09:00:00.000  Finished" in "\n".join(story([first, late]))
    assert "\n3. 09:00:00.000  Finished" in "\n".join(story([first, late, late]))


def test_who_helps_from_another_desk_is_told_with_it() -> None:
    told = said("contact.assigned", origin="overflow", desk_id="D9")
    assert "M1 of desk D9 helps out" in told
    assert "decision 7 of desk D9" in told


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (125, "2 min 5 s"), (3600, "1 h"), (3725, "1 h 2 min")],
)
def test_durations_read_as_people_say_them(seconds: int, text: str) -> None:
    assert ENGLISH.duration(seconds) == text
