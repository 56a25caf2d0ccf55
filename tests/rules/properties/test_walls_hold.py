"""Whatever comes, nobody is led through a wall, and nothing that happened ever opens one."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.desk.bank import POLICY, Bank

CLIENTS = ("A", "B", "C", "D", "E", "F")
MANAGERS = ("M1", "M2", "M3")
Act = tuple[str, str]
"""A person gives a contact of this client to this manager."""
quick = settings(max_examples=60, deadline=None)
pairs = st.sets(st.tuples(st.sampled_from(CLIENTS), st.sampled_from(CLIENTS)).filter(lambda pair: pair[0] < pair[1]))
classes = st.dictionaries(st.sampled_from(CLIENTS), st.sampled_from(("X", "Y")))


def _rivals(walls: set[tuple[str, str]], of_class: dict[str, str]) -> set[frozenset[str]]:
    alike = {frozenset((one, other)) for one in of_class for other in of_class if one != other}
    return {frozenset(pair) for pair in walls} | {pair for pair in alike if len({of_class[name] for name in pair}) == 1}


def _bank(walls: set[tuple[str, str]], of_class: dict[str, str], state: str = "available") -> Bank:
    bank = Bank({**POLICY, "lines": [{"steps": [{"after_s": 0, "who": ["chosen", "incumbent", "anyone"]}]}]})
    for name in MANAGERS:
        bank.manager(name, capacity=30, state=state)
    for client in CLIENTS:
        named = [other for one, other in sorted(walls) if one == client]
        bank.client(client, rivals=named, conflict_classes=[of_class[client]] if client in of_class else [])
    return bank


@quick
@given(pairs, classes, st.lists(st.tuples(st.sampled_from(CLIENTS), st.sampled_from((None, *MANAGERS))), max_size=25))
def test_no_manager_ever_gets_two_rivals_from_the_router(
    walls: set[tuple[str, str]], of_class: dict[str, str], contacts: list[tuple[str, str | None]]
) -> None:
    bank, rivals = _bank(walls, of_class), _rivals(walls, of_class)
    served: dict[str, set[str]] = {name: set() for name in MANAGERS}
    for number, (client, chosen) in enumerate(contacts):
        for told in bank.open(f"K{number}", 1 + number, client=client, requested_manager_id=chosen):
            if told["type"] == "contact.assigned":
                served[told["manager_id"]].add(told["client_id"])
                bank.close(told["contact_id"], 1.5 + number)

    for clients in served.values():
        assert not [pair for pair in rivals if pair <= clients]


def _walled(bank: Bank, past: list[Act]) -> int:
    """How many a wall keeps from a contact of A, after people gave contacts of others to managers and ended them."""
    for number, (client, manager_id) in enumerate(past):
        bank.open(f"P{number}", 1 + number, client=client)
        bank.move(f"P{number}", manager_id, 1.2 + number)
        bank.close(f"P{number}", 1.5 + number)
    for name in MANAGERS:
        bank.presence(name, 100, "available")
    bank.open("probe", 101, client="A")
    refused: dict[str, Any] = bank.last("probe")["explanation"]["refused"]
    return int(refused.get("wall", 0))


act = st.tuples(st.sampled_from(CLIENTS[1:]), st.sampled_from(MANAGERS))
acts = st.lists(act, max_size=12)


@quick
@given(pairs, classes, acts, acts, st.randoms(use_true_random=False))
def test_more_history_never_opens_a_wall(
    walls: set[tuple[str, str]],
    of_class: dict[str, str],
    past: list[tuple[str, str]],
    more: list[tuple[str, str]],
    random: Any,
) -> None:
    longer = [*past]
    for act in more:
        longer.insert(random.randint(0, len(longer)), act)

    assert _walled(_bank(walls, of_class, "busy"), past) <= _walled(_bank(walls, of_class, "busy"), longer)
