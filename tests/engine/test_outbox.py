from hypothesis import given
from hypothesis import strategies as st

from streams.engine.outbox import CHUNK_BYTES, Outgoing, pack, unpack

content = st.one_of(st.none(), st.binary(max_size=50))
messages = st.builds(
    Outgoing, st.sampled_from(["kontor.assignments", "kontor.desk-inbox"]), st.integers(0, 1000), content, content,
    st.integers(-1, 2**60), st.sampled_from([b"", b"intake/0"]),
)  # fmt: skip


@given(st.lists(messages))
def test_what_is_packed_comes_out_byte_for_byte_in_order(given_messages: list[Outgoing]) -> None:
    assert list(unpack(pack(given_messages))) == given_messages


def test_nothing_makes_no_parts() -> None:
    assert pack([]) == []


def test_large_outboxes_are_parted_and_a_message_is_never_cut() -> None:
    large = [Outgoing("kontor.assignments", 0, b"k", b"x" * (CHUNK_BYTES // 2)) for _ in range(5)]
    parts = pack(large)
    assert len(parts) == 3
    assert list(unpack(parts)) == large


def test_a_number_gives_the_headers_of_a_sequence() -> None:
    assert Outgoing("kontor.desk-inbox", 0, None, b"", 7, b"intake/0").headers() == [
        ("sender", b"intake/0"),
        ("n", b"7"),
    ]
    assert Outgoing("kontor.alerts", 0, None, b"").headers() == []
