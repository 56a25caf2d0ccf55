"""What is kept for a while is forgotten in the order of the inbox, the same after every restart."""

from hypothesis import given
from hypothesis import strategies as st

from rules.intake.horizon import MOST_AT_ONCE, Horizon

ENTRIES = st.lists(st.tuples(st.just(7), st.integers(-1, 40_000), st.sampled_from(["a", "b", "c"])), max_size=60)


@given(ENTRIES)
def test_restored_in_any_order_entries_are_forgotten_by_place_then_key(entries: list[tuple[int, int, str]]) -> None:
    horizon = Horizon()
    horizon.restore(iter(entries))
    forgotten: list[tuple[int, str]] = []

    def forget(key: str, place: int) -> bool:
        forgotten.append((place, key))
        return True

    assert len(entries) <= MOST_AT_ONCE
    horizon.purge(7, forget)
    assert forgotten == sorted((place, key) for _, place, key in entries)
