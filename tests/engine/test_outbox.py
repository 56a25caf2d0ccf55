from hypothesis import given
from hypothesis import strategies as st

from streams.engine.outbox import CHUNK_BYTES, Section, pack, unpack

content = st.one_of(st.none(), st.binary(max_size=50))
pairs = st.lists(st.tuples(content, content), min_size=1, max_size=5)
sections = st.one_of(
    st.builds(Section, st.just("kontor.assignments"), st.integers(0, 1000), pairs, st.just(-1), st.just(b"")),
    st.builds(
        Section, st.just("kontor.desk-inbox"), st.integers(0, 9), pairs, st.integers(0, 2**60), st.just(b"intake/0")
    ),
)


@given(st.lists(sections))
def test_what_is_packed_comes_out_byte_for_byte_in_order(given_sections: list[Section]) -> None:
    assert list(unpack(pack(given_sections))) == given_sections


def test_nothing_makes_no_parts() -> None:
    assert pack([]) == []


def test_large_outboxes_are_parted_and_a_message_is_never_cut() -> None:
    large: list[tuple[bytes | None, bytes | None]] = [(b"%d" % i, b"x" * (CHUNK_BYTES // 2)) for i in range(5)]
    section = Section("kontor.desk-inbox", 0, large, 7, b"intake/0")
    parts = pack([section])
    assert len(parts) == 3
    out = list(unpack(parts))
    assert [record for part in out for record in part.records()] == section.records()
    assert [part.first for part in out] == [7, 9, 11]


def test_a_number_gives_the_headers_of_a_sequence() -> None:
    numbered = Section("kontor.desk-inbox", 0, [(None, b"a"), (None, b"b")], 7, b"intake/0")
    assert [headers for _, _, headers in numbered.records()] == [
        [("sender", b"intake/0"), ("n", b"7")],
        [("sender", b"intake/0"), ("n", b"8")],
    ]
    assert Section("kontor.alerts", 0, [(None, b"a")]).records() == [(None, b"a", [])]
