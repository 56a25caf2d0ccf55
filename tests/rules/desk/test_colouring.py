"""How many managers it takes to keep rivals apart, told by a greedy colouring and by numbers of rivals alone."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.desk.colouring import colours_at_most, colours_needed

NAMES = "ABCDEF"


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, set[str]]:
    rivals: dict[str, set[str]] = {name: set() for name in NAMES[: draw(st.integers(0, len(NAMES)))]}
    for one, other in draw(st.sets(st.sampled_from(list(combinations(rivals, 2))))) if len(rivals) > 1 else ():
        rivals[one].add(other)
        rivals[other].add(one)
    return rivals


def fewest(rivals: dict[str, set[str]]) -> int:
    """Told by trying everything."""
    for count in range(len(rivals) + 1):
        for colours in product(range(count), repeat=len(rivals)):
            of = dict(zip(rivals, colours, strict=True))
            if all(of[one] != of[other] for one in rivals for other in rivals[one]):
                return count
    raise AssertionError("each one by itself is enough")


@given(graphs())
@settings(deadline=None)
def test_never_fewer_than_are_needed_and_never_more_than_the_numbers_of_rivals_say(rivals: dict[str, set[str]]) -> None:
    at_most = colours_at_most([len(others) for others in rivals.values()])
    assert fewest(rivals) <= colours_needed(rivals) <= at_most <= len(rivals)


def test_who_has_most_rivals_is_looked_at_first() -> None:
    # A row of four, the ends called first: taken by name they would get one colour, and leave the middle with two more.
    assert colours_needed({"A": {"C"}, "B": {"D"}, "C": {"A", "D"}, "D": {"B", "C"}}) == 2
