"""Units, weights, limits and wrap-up."""

from tests.rules.desk.bank import LINE, POLICY, Bank, kinds, text_s


def test_a_manager_at_capacity_gets_nothing_more() -> None:
    bank = Bank()
    bank.manager("M1", capacity=3)
    for number in range(3):
        assert kinds(bank.open(f"C{number}", 1)) == [("assigned", f"C{number}")]

    assert kinds(bank.open("C3", 1)) == [("queued", "C3")]
    assert bank.last("C3")["explanation"] == {
        "considered": 1,
        "eligible": 0,
        "refused": {"at_capacity": 1},
        "top": [],
        "relax": [{"kind": "capacity", "manager_id": "M1", "amount": 1}],
    }


def test_capacity_is_allowed_to_be_used_up_exactly_and_weight_is_channel_times_complexity() -> None:
    bank = Bank()
    bank.manager("M1", capacity=4)

    bank.open("C1", 1, channel="phone", complexity=4)

    told = bank.last("C1")
    assert (told["weight"], told["load_before"], told["load_after"], told["capacity"]) == (4, 0, 4, 4)


def test_a_manager_whose_profile_names_no_capacity_has_the_policys() -> None:
    bank = Bank(POLICY | {"default_capacity": 2})
    bank.manager("M1", capacity=None)
    bank.open("C1", 1, channel="phone")

    assert bank.last("C1")["capacity"] == 2


def test_a_light_contact_passes_a_heavy_one_that_finds_no_room() -> None:
    bank = Bank()
    bank.manager("M1", capacity=4)
    bank.open("C1", 1)
    bank.open("C2", 2, channel="phone", complexity=5)

    assert bank.last("C2")["type"] == "contact.queued"
    assert kinds(bank.open("C3", 3)) == [("assigned", "C3")]


def test_a_channel_limit_counts_contacts_and_not_units() -> None:
    bank = Bank()
    bank.manager("M1", capacity=100, channels={"phone": 2})
    for number in range(3):
        bank.open(f"P{number}", 1, channel="phone")

    assert bank.last("P2")["explanation"]["refused"] == {"channel_limit": 1}
    assert kinds(bank.open("C", 2)) == [("assigned", "C")]


def test_max_load_may_be_reached_and_not_exceeded() -> None:
    bank = Bank(POLICY | {"lines": [LINE | {"max_load_ppm": 750_000}]})
    bank.manager("M1", capacity=4)
    for number in range(4):
        bank.open(f"C{number}", 1)

    assert bank.last("C2")["load_after"] == 3
    assert bank.last("C3")["explanation"]["refused"] == {"at_capacity": 1}


def test_wrap_up_holds_the_units_until_exactly_its_end() -> None:
    bank = Bank(POLICY | {"wrap_up_s": {"phone": 60}})
    bank.manager("M1", capacity=2)
    bank.open("C1", 1, channel="phone")
    bank.open("C2", 2, channel="phone")

    finished = bank.close("C1", 10)[0]

    assert (finished["held_units_until"], finished["load_before"], finished["load_after"]) == (text_s(70), 2, 2)
    row = bank.load("M1")
    assert row is not None
    assert (row["load"], row["wrap_up_units"], row["open_contacts"], row["by_channel"]) == (2, 2, 0, {"phone": 1})
    assert kinds(bank.tick(69.999)) == []
    assert kinds(bank.tick(70)) == [("assigned", "C2")]


def test_wrap_up_counts_from_the_closings_own_instant() -> None:
    bank = Bank(POLICY | {"wrap_up_s": {"chat": 60}})
    bank.manager("M1", capacity=1)
    bank.open("C1", 1)
    bank.open("C2", 100)

    told = bank.close("C1", 30)

    assert kinds(told) == [("finished", "C1"), ("assigned", "C2")]
    assert told[0]["held_units_until"] == text_s(90)
    assert told[0]["decided_at"] == text_s(100)


def test_nobody_wraps_up_what_was_abandoned_or_taken_away_by_a_person() -> None:
    bank = Bank(POLICY | {"wrap_up_s": {"chat": 60}})
    bank.manager("M1")
    bank.manager("M2", state="away")
    bank.open("C1", 1)
    bank.open("C2", 1)

    bank.abandon("C1", 2)
    bank.move("C2", "M2", 3)

    row = bank.load("M1")
    assert row is not None
    assert (row["load"], row["wrap_up_units"]) == (0, 0)


def test_capacity_lowered_below_the_load_unassigns_nothing_and_gives_nothing_new() -> None:
    bank = Bank()
    bank.manager("M1", capacity=3)
    for number in range(3):
        bank.open(f"C{number}", 1)

    told = bank.manager("M1", 5, None, capacity=1)

    assert kinds(told) == []
    row = bank.load("M1")
    assert row is not None
    assert (row["load"], row["capacity"]) == (3, 1)
    bank.close("C0", 6)
    assert kinds(bank.open("C9", 7)) == [("queued", "C9")]


def test_capacity_raised_drains_the_queue_at_once() -> None:
    bank = Bank()
    bank.manager("M1", capacity=1)
    for number in range(4):
        bank.open(f"C{number}", number)

    assert kinds(bank.manager("M1", 9, None, capacity=3)) == [("assigned", "C1"), ("assigned", "C2")]


def test_fifty_at_once_for_one_manager_with_room_for_one_more_take_just_that() -> None:
    bank = Bank()
    bank.manager("M1", capacity=3)
    bank.open("H1", 0)
    bank.open("H2", 0)

    told = [bank.open(f"C{number}", 1, requested_manager_id="M1") for number in range(50)]

    assert sum(kind == "assigned" for each in told for kind, _ in kinds(each)) == 1
    row = bank.load("M1")
    assert row is not None
    assert row["load"] == 3
