"""The page's tables say what the lines of rounds say."""

from typing import Any

import pytest

from kontor.docs_pages.guarantee import filled
from tests.chaos.summary import tables


def line(seed: int, **more: Any) -> dict[str, Any]:
    told = {"seed": seed, "brokers": 1, "code": "abc", "cleaner": False, "lease": True, "violations": []}
    return {**told, "faults": 2, "by fault": {"killed": 2}, "contacts": 700, "longest pause s": 3.5, **more}


def test_figures_add_rounds_up_and_a_violation_is_counted_under_its_name() -> None:
    rounds = [
        line(1),
        line(2, brokers=3, violations=["I1: contact K-1 was opened and never decided", "I1: and 3 more"]),
        line(3, cleaner=True, **{"longest pause s": 9.0}),
        line(5, **{"by fault": {"zombie at folded, no lease": 1, "killed": 1}}),
    ]
    told = {name: "\n".join(lines) for name, lines in tables(rounds, [line(9, violations=["I5: back"])], []).items()}
    assert "| rounds | 4 (3 on one broker, 1 on three) |" in told["figures"]
    assert "| faults | 8 of 2 kinds |" in told["figures"]
    assert "| contacts opened and acknowledged to the bank | 2,800 |" in told["figures"]
    assert "| lost (I1, I5) | in 1 rounds |" in told["figures"]
    assert "| decided twice or differently (I2, I3, I6) | 0 |" in told["figures"]
    assert "first decision | 9 s |" in told["figures"]
    assert "| 2 | 3 | abc | I1: contact K-1 was opened and never decided |" in told["failed"]
    assert "| 9 | 1 | abc | I5: back |" in told["failed"]
    assert "| 1 | 2 | 0 | 1 |" in told["earlier"]
    assert "| `folded` | 0 + 0 | 1 + 0 | 0 + 0 |" in told["zombies"]
    assert "| abc | 1 | 1, 3, 5 |" in told["seeds"]


def test_the_last_trial_of_a_mutant_counts() -> None:
    trials = [line(1, mutant="draws_lots"), line(1, mutant="draws_lots", violations=["I3: x", "I4: y"])]
    told = "\n".join(tables([], [], trials)["mutants"])
    assert "| draws lots | breaks ties by chance: its fold is not deterministic | I3, I4 |" in told
    assert "| reads no journal | does not read its journal when it takes over | not tried |" in told


def test_a_table_without_a_place_on_the_page_is_refused() -> None:
    page = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n"
    assert filled(page, {"a": ["new"]}) == "before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n"
    with pytest.raises(ValueError, match="marks"):
        filled(page, {"a": ["new"], "b": []})
