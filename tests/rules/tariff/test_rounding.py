"""Money becomes whole by name only: no float, no silent rest, in no rule of the tariffs."""

import ast
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.tariff.rounding import allocated, rounded, rounded_down, rounded_up

RULES = Path(__file__).resolve().parents[3] / "rules"
OF_CALENDAR_AND_WORDS = {
    "windows.py": {"months_on", "_days_in", "windows", "periods", "spread_over", "fits_calendar"},
    "figures.py": {"_next_month"},
    "conditions.py": {"window_of"},
    "one_period.py": {"turnover"},
    "coverage.py": {"is_credit_only"},
    "talking_point.py": {"amount_said", "percent_said"},
    "alarms.py": {"percent"},
    "rounding.py": {"rounded", "rounded_up", "rounded_down", "allocated"},
}
"""Functions that divide months, count turns or break an amount into its digits; and the roundings themselves."""


def silent(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, int, str]]:
    """Function, line and word of each division with a rest, and of each float."""
    for node in ast.iter_child_nodes(tree):
        name = node.name if isinstance(node, ast.FunctionDef) else inside
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.Mod):
            yield name, node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Name) and node.id in ("divmod", "round", "float"):
            yield name, node.lineno, node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield name, node.lineno, repr(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in ("__floor__", "__ceil__", "__round__"):
            yield name, node.lineno, node.attr
        yield from silent(node, name)


@pytest.mark.parametrize("room", ["tariff", "audit"])
def test_no_rule_divides_with_a_silent_rest_or_has_a_float(room: str) -> None:
    found = [
        f"{file.name}:{line} {word}"
        for file in sorted((RULES / room).glob("*.py"))
        for inside, line, word in silent(ast.parse(file.read_text(encoding="utf-8")))
        if inside not in OF_CALENDAR_AND_WORDS.get(file.name, set())
    ]
    assert found == [], "say by a name of rules/tariff/rounding.py what becomes of the rest"


@pytest.mark.parametrize(
    "text", ["a // 2", "a % 2", "divmod(a, 2)", "round(a)", "float(a)", "a * 1.5", "a.__floor__()"]
)
def test_each_silent_way_is_seen(text: str) -> None:
    assert [inside for inside, _, _ in silent(ast.parse(f"def fee(a):\n    return {text}"))] == ["fee"]


@given(st.fractions())
def test_the_roundings_stand_around_the_exact_amount(amount: Fraction) -> None:
    assert rounded_down(amount) <= amount <= rounded_up(amount)
    assert rounded_up(amount) - rounded_down(amount) == (amount.denominator != 1)
    assert abs(rounded(amount) - amount) <= Fraction(1, 2)
    assert rounded(-amount) == -rounded(amount)
    if abs(rounded(amount) - amount) == Fraction(1, 2):
        assert abs(rounded(amount)) > abs(amount)


@given(st.integers(-(2**70), 2**70), st.dictionaries(st.sampled_from("ABCDE"), st.integers(-5, 2**70), min_size=1))
def test_parts_sum_to_the_whole_and_none_is_a_unit_from_its_share(amount: int, shares: dict[str, int]) -> None:
    parts = allocated(amount, shares)
    total = sum(share for share in shares.values() if share > 0)
    assert set(parts) == {name for name, share in shares.items() if share > 0}
    if total:
        assert sum(parts.values()) == amount
        assert all(abs(part - Fraction(amount * shares[name], total)) < 1 for name, part in parts.items())
