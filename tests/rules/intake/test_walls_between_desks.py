"""A desk knows every rival of whom it has to do with, wherever the rival is served."""

from collections import defaultdict
from itertools import product
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.intake.bank import Bank, Sent, short


def test_a_client_is_told_to_the_desks_of_those_he_names_and_they_to_his() -> None:
    bank = Bank()
    bank.client("A", "D1")

    told = bank.client("B", "D2", rivals=["A"])

    assert [(each.key, each.data["client_id"]) for each in told] == [("D1", "B"), ("D2", "B"), ("D2", "A")]
    assert short(bank.client("A", "D1", tier="vip")) == [("D1", "client.updated"), ("D2", "client.updated")]
    assert bank.opens("X1", "B")[0].value["clients"] == [], "the desk has had all of them"


def test_a_rival_named_by_a_clients_id_is_his_whole_holding() -> None:
    bank = Bank()
    bank.client("A1", "D1", group_id="A")
    bank.client("A2", "D3", group_id="A")

    told = bank.client("B", "D2", rivals=["A1"])

    assert {(each.key, each.data["client_id"]) for each in told} >= {
        ("D1", "B"),
        ("D3", "B"),
        ("D2", "A1"),
        ("D2", "A2"),
    }


def test_a_rival_of_a_rival_is_nothing_to_a_desk() -> None:
    bank = Bank()
    bank.client("A", "D1", rivals=["B"])
    bank.client("B", "D2", rivals=["C"])

    assert short(bank.client("C", "D3")) == [
        ("D2", "client.updated"),
        ("D3", "client.updated"),
        ("D3", "client.updated"),
    ]


def test_a_class_is_known_to_every_desk_that_has_a_client_of_it() -> None:
    bank = Bank()
    bank.client("A", "D1", conflict_classes=["oil"])
    bank.client("B", "D2", conflict_classes=["oil"])

    told = bank.client("C", "D3", conflict_classes=["oil"])

    assert [(each.key, each.data["client_id"]) for each in told] == [
        ("D1", "C"), ("D2", "C"), ("D3", "C"), ("D3", "A"), ("D3", "B"),
    ]  # fmt: skip


def test_the_first_contact_at_a_desk_brings_the_rivals_and_the_consents_ahead_of_it() -> None:
    bank = Bank()
    bank.client("A", "D1")
    bank.client("B", "D2", rivals=["A"])
    bank.says("wall.consent", coverage_a="A", coverage_b="B", side="a", by="A's board")

    told = bank.opens("X1", "A", desk_id="D9")

    assert short(told) == [("D9", "client.updated"), ("D9", "wall.consent"), ("D9", "contact.opened")]
    assert told[0].data["client_id"] == "B"
    assert short(bank.opens("X2", "A", desk_id="D9")) == [("D9", "contact.opened")]


def test_a_contact_of_a_client_nobody_knows_brings_those_who_name_him() -> None:
    bank = Bank()
    bank.client("A", "D1", rivals=["stranger"])

    told = bank.opens("X1", "stranger", desk_id="D9")

    assert short(told) == [("D9", "client.updated"), ("D9", "contact.opened")]
    assert told[0].data["client_id"] == "A"


def test_a_consent_goes_to_the_desks_of_both_sides_and_its_withdrawal_to_all_who_had_it() -> None:
    bank = Bank()
    bank.client("A", "D1")
    bank.client("B", "D2", rivals=["A"])

    said = bank.says("wall.consent", coverage_a="A", coverage_b="B", side="a", by="A", until="2025-12-24T00:00:00Z")
    bank.opens("X1", "A", desk_id="D9")
    taken_back = bank.raw("crm.clients", None, b"consent/A/B/a")

    assert short(said) == [("D1", "wall.consent"), ("D2", "wall.consent")]
    assert said[0].data["until"] == "2025-12-24T00:00:00.000Z"
    assert short(taken_back) == [(desk_id, "wall.consent_withdrawn") for desk_id in ("D1", "D2", "D9")]
    assert taken_back[0].data == said[0].data


def test_a_consent_said_before_anybody_knew_its_sides_goes_to_them_when_they_are_known() -> None:
    bank = Bank()
    bank.says("wall.consent", coverage_a="A", coverage_b="B", side="a", by="A's board")
    bank.client("A", "D1")

    told = short(bank.client("B", "D2", rivals=["A"]))

    assert [to for to, what in told if what == "wall.consent"] == ["D2"], "the other heard of it when A was known"
    assert orjson.loads(bank.rows["consent/A/B/a"])["desks"] == ["D1", "D2"]


def test_who_joins_a_desk_brings_the_clients_in_his_plan_and_their_rivals() -> None:
    bank = Bank()
    bank.manager("M1", "D1")
    bank.client("A", "D5", manager_id="M1")
    bank.client("B", "D6", rivals=["A"])

    moved = bank.manager("M1", "D2")

    assert (short(moved)[0], short(moved)[-1]) == (("D2", "manager.updated"), ("D1", "manager.moved"))
    assert [(each.key, each.data["client_id"]) for each in moved[1:-1]] == [("D2", "A"), ("D2", "B")]
    assert "D2" in {each.key for each in bank.client("A", "D5", manager_id="M1", tier="vip")}


DESKS = ("D1", "D2", "D3")
CLIENTS = ("C1", "C2", "C3", "C4")
SIDES = (*CLIENTS, "G1", "G2")
LINES = st.one_of(
    st.tuples(
        st.just("client.updated"),
        st.fixed_dictionaries(
            {
                "client_id": st.sampled_from(CLIENTS),
                "segment": st.just("sme"),
                "desk_id": st.sampled_from(DESKS),
                "group_id": st.sampled_from((None, None, "G1", "G2")),
                "manager_id": st.sampled_from((None, "M1", "M2")),
                "rivals": st.lists(st.sampled_from(SIDES), max_size=1),
                "conflict_classes": st.lists(st.sampled_from(("oil", "tin")), max_size=1),
            }
        ),
    ),
    st.tuples(
        st.just("contact.opened"),
        st.fixed_dictionaries(
            {"client_id": st.sampled_from(CLIENTS), "channel": st.just("web"), "desk_id": st.sampled_from(DESKS)}
        ),
    ),
    st.tuples(
        st.just("manager.updated"),
        st.fixed_dictionaries(
            {
                "manager_id": st.sampled_from(("M1", "M2")),
                "desk_id": st.sampled_from(DESKS),
                "segments": st.just(["sme"]),
            }
        ),
    ),
    st.tuples(
        st.just("wall.consent"),
        st.sampled_from([pair for pair in product(SIDES, SIDES) if pair[0] < pair[1]]).flatmap(
            lambda pair: st.fixed_dictionaries(
                {
                    "coverage_a": st.just(pair[0]),
                    "coverage_b": st.just(pair[1]),
                    "side": st.sampled_from("ab"),
                    "by": st.just("x"),
                }
            )
        ),
    ),
    st.tuples(st.just("null"), st.sampled_from([*CLIENTS, *(f"consent/{a}/{b}/a" for a, b in product("C", "G"))])),
)


class Knowing:
    """What the bank said last, and what each desk was told, told apart from any table of the intake's."""

    def __init__(self) -> None:
        self.bank = Bank()
        self.clients: dict[str, dict[str, Any]] = {}
        self.desk_of: dict[str, str] = {}
        self.contacts: set[tuple[str, str]] = set()
        self.consents: set[tuple[str, str, str]] = set()
        self.known: dict[str, dict[str, Any]] = defaultdict(dict)
        self.consented: dict[str, set[tuple[str, str, str]]] = defaultdict(set)

    def hear(self, kind: str, said: Any) -> None:
        if kind == "null":
            self.take(self.bank.raw("crm.clients", None, said.encode()))
            self.clients.pop(said, None)
            return
        if kind == "contact.opened":
            said = {"contact_id": f"X{self.bank.offset}", **said}
            self.contacts.add((said["client_id"], said["desk_id"]))
        elif kind == "client.updated":
            self.clients[said["client_id"]] = said
        elif kind == "manager.updated":
            self.desk_of[said["manager_id"]] = said["desk_id"]
        else:
            self.consents.add((said["coverage_a"], said["coverage_b"], said["side"]))
        self.take(self.bank.says(kind, **said))

    def take(self, sent: list[Sent]) -> None:
        for each in sent:
            assert each.key is not None
            known = self.known[each.key]
            for data in each.value.get("clients", ()):
                known[data["client_id"]] = data
            if each.type == "client.updated":
                known[each.data["client_id"]] = each.data
            elif each.type == "client.forgotten":
                known.pop(each.data["client_id"])
            elif each.type == "wall.consent":
                self.consented[each.key].add(tuple(each.data[name] for name in ("coverage_a", "coverage_b", "side")))

    def coverage(self, client_id: str) -> str:
        return self.clients.get(client_id, {}).get("group_id") or client_id

    def are_rivals(self, one: str, other: str) -> bool:
        """Whether two coverages are, read off the snapshots alone."""
        classes: dict[str, set[str]] = {one: set(), other: set()}
        for client_id, said in self.clients.items():
            mine = self.coverage(client_id)
            if mine in classes:
                classes[mine].update(said["conflict_classes"])
                theirs = other if mine == one else one
                if any(self.coverage(name) == theirs for name in said["rivals"]):
                    return True
        return bool(classes[one] & classes[other])

    def has_to_do_with(self, desk_id: str, coverage_id: str) -> bool:
        served = any(self.coverage(client_id) == coverage_id for client_id, desk in self.contacts if desk == desk_id)
        members = [said for client_id, said in self.clients.items() if self.coverage(client_id) == coverage_id]
        return served or any(desk_id in (said["desk_id"], self.desk_of.get(said["manager_id"])) for said in members)

    def missing(self) -> list[str]:
        found = []
        coverages = sorted({self.coverage(client_id) for client_id in (*CLIENTS, "G1", "G2")})
        for desk_id, mine, theirs in product(DESKS, coverages, coverages):
            if mine == theirs or not self.has_to_do_with(desk_id, mine) or not self.are_rivals(mine, theirs):
                continue
            for client_id, said in self.clients.items():
                if self.coverage(client_id) in (mine, theirs):
                    known = self.known[desk_id].get(client_id, {})
                    if {name: known.get(name) for name in said} != said:
                        found.append(f"{desk_id} has to do with {mine} and does not know its rival's {client_id}")
            smaller, larger = sorted((mine, theirs))
            found += [
                f"{desk_id} does not know that {side} of {smaller} and {larger} consents"
                for side in "ab"
                if (smaller, larger, side) in self.consents - self.consented[desk_id]
            ]
        return found


@given(st.lists(LINES, max_size=25))
@settings(max_examples=60, deadline=None)
def test_whatever_is_said_a_desk_knows_every_rival_and_every_consent_of_whom_it_has_to_do_with(
    lines: list[tuple[str, Any]],
) -> None:
    bank = Knowing()
    for kind, said in lines:
        bank.hear(kind, said)
        assert bank.missing() == []
