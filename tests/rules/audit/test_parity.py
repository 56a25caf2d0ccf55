"""Two walled rivals with the same item and turnover are to pay alike."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.audit.grant import Grant
from rules.audit.parity import Walls, unlike
from tests.rules.audit.bank import DEEP, SHALLOW, AuditBank

APART = 300_000


def paying(coverage: str, rate_ppm: int | None, **more: Any) -> Grant:
    said: dict[str, Any] = {"volume_minor": 500_000_000, "state": "active"}
    return Grant(f"A-{coverage}", 1, coverage, "settlement", "RUB", "M1", "fee", rate_ppm=rate_ppm, **{**said, **more})


def walls(*pairs: tuple[str, str], classes: Any = (), lifted: Any = ()) -> Walls:
    return Walls.of({"pairs": pairs, "classes": classes, "lifted": lifted})


def test_rates_differ_by_their_share_of_the_higher_one() -> None:
    between = walls(("A", "B"))
    assert unlike([paying("A", 700), paying("B", 1000)], between, APART) == []
    assert len(unlike([paying("A", 699), paying("B", 1000)], between, APART)) == 1
    assert len(unlike([paying("A", 1000), paying("B", 699)], between, APART)) == 1
    assert len(unlike([paying("A", 0), paying("B", 1)], between, APART)) == 1
    assert unlike([paying("A", 0), paying("B", 0)], between, 0) == []


def test_only_rivals_alike_in_item_and_turnover_and_in_force_are_compared() -> None:
    between = walls(("A", "B"))
    one = paying("A", 0)
    for other in (
        paying("C", 9), paying("B", None), paying("B", 9, volume_minor=5_000_000_000), paying("B", 9, state="ending"),
        paying("B", 9, volume_minor=0),
    ):  # fmt: skip
        assert unlike([one, other], between, APART) == []
    assert unlike([one, paying("B", 9)], walls(("A", "B"), lifted=[("A", "B")]), APART) == []
    assert len(unlike([one, paying("B", 9)], walls(classes=[["A", "B", "C"]]), APART)) == 1
    assert unlike([one, paying("B", 9)], walls(classes=[["A", "C"], ["B", "C"]]), APART) == []


@given(
    st.lists(
        st.builds(paying, st.sampled_from("ABCDE"), st.integers(0, 10) | st.none()),
        max_size=8,
        unique_by=lambda each: each.coverage_id,
    ),
    st.randoms(use_true_random=False),
)
def test_order_does_not_matter_and_coverages_without_walls_change_nothing(grants: list[Grant], random: Any) -> None:
    between = walls(("A", "B"), classes=[["A", "C", "D"]], lifted=[("A", "D")])
    shuffled = [*grants, paying("Z", 0), paying("Y", 10**6)]
    random.shuffle(shuffled)
    assert unlike(shuffled, between, APART) == unlike(grants, between, APART)


def two_rivals(**second: Any) -> AuditBank:
    """C1 pays half of what the list says, its rival C2 a tenth less."""
    bank = AuditBank()
    bank.client("C1", rivals=["C2"])
    bank.client("C2", **second)
    bank.agrees("C1", "M1", DEEP)
    bank.agrees("C2", "M2", SHALLOW)
    return bank


def test_it_is_said_once_when_both_agreements_are_in_force_and_clears_when_one_ends() -> None:
    bank = two_rivals()
    bank.on("2026-01-01")
    assert bank.of_alerts() == [], "neither was in force before this date"
    bank.on("2026-01-10")
    (told,) = bank.alerts
    assert (told["kind"], told["subject_id"], told["cleared"]) == ("parity", "C1/C2", False)
    assert told["since"] == "2026-01-01T21:00:00.000Z"
    assert told["figures"] == {
        "item": "settlement", "currency": "RUB", "target": "fee", "volume_band_minor": 100_000_000,
        "coverage_a": "C1", "coverage_b": "C2", "rate_a_ppm": DEEP, "rate_b_ppm": SHALLOW,
    }  # fmt: skip
    assert set(told["rows"]) == {each["id"] for each in bank.of("offer.approved")}
    assert "0.1500 % and 0.2700 %" in told["message"]["en"]
    assert "0,1500 % и 0,2700 %" in told["message"]["ru"]
    bank.says("offer.ended", agreement_id="A-C2", version=1, by="client", person="M2", last_day=bank.today)
    bank.on("2026-01-20")
    assert bank.of_alerts(cleared=True) == ["parity C1/C2"]
    bank.restarted()


def test_both_sides_consents_lift_the_wall_and_one_does_not() -> None:
    bank = two_rivals()
    consent = {"coverage_a": "C1", "coverage_b": "C2", "by": "X"}
    bank.says("wall.consent", **consent, side="a")
    bank.on("2026-01-03")
    assert bank.of_alerts() == ["parity C1/C2"]
    bank.says("wall.consent", **consent, side="b", until="2026-01-05T12:00:00Z")
    bank.on("2026-01-05")
    assert bank.of_alerts(cleared=True) == ["parity C1/C2"]
    bank.on("2026-01-07")
    assert bank.of_alerts() == ["parity C1/C2"] * 2
    bank.restarted()


def test_a_class_of_conflict_walls_too_and_strangers_are_none_of_ours() -> None:
    bank = AuditBank()
    for name, code in (("C1", "oil"), ("C2", "oil"), ("C3", "gas")):
        bank.client(name, conflict_classes=[code])
        bank.agrees(name, "M1", DEEP if name == "C1" else SHALLOW)
    bank.on("2026-01-03")
    assert bank.of_alerts() == ["parity C1/C2"]


def test_a_rate_that_only_verdicts_tell_is_compared_from_the_first_verdict_on() -> None:
    bank = AuditBank()
    for name, off in (("C1", 500_000), ("C2", 100_000)):
        bank.client(name, rivals=["C1"] if name == "C2" else [])
        said = {"benefit": {"target": "fee", "type": "pct_off", "off_ppm": off}, "mode": "grant_first", "applies": None}
        bank.agrees(name, "M1", terms=said)
    bank.on("2025-12-31")
    assert bank.alerts == []
    bank.on("2026-01-03")
    (told,) = bank.alerts
    verdicts = {each["verdict_id"] for each in bank.of("benefit.earned")}
    assert verdicts < set(told["rows"])
    assert (told["figures"]["rate_a_ppm"], told["figures"]["rate_b_ppm"]) == (1500, 2700)
    bank.restarted()
