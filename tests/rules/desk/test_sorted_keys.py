"""Keys in blocks are told in the order of one sorted list, however often blocks are cut and emptied."""

from bisect import bisect_left, insort

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.desk import sorted_keys
from rules.desk.sorted_keys import SortedKeys

Key = tuple[int]


@given(st.lists(st.integers(0, 60)))
def test_keys_in_blocks_are_those_of_one_sorted_list(numbers: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorted_keys, "_FULL", 3)
        kept, plain = SortedKeys[Key](), list[Key]()
        for number in numbers:
            key = (number,)
            if key in plain:
                plain.remove(key)
                kept.remove(key)
            else:
                insort(plain, key)
                kept.add(key)
            assert list(kept) == plain
            assert len(kept) == len(plain)
            assert kept.first() == (plain[0] if plain else None)
            for other in range(-1, 62):
                assert kept.count_below((other,)) == bisect_left(plain, (other,))


def test_a_key_that_is_not_there_cannot_be_taken_out() -> None:
    kept = SortedKeys[Key]()
    for number in (1, 3):
        kept.add((number,))
    for number in (0, 2, 4):
        with pytest.raises(KeyError):
            kept.remove((number,))
    assert list(kept) == [(1,), (3,)]
