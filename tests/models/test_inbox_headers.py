"""A copied record still tells where it stood."""

from hypothesis import given
from hypothesis import strategies as st

from models.inbox_headers import NUMBER, SENDER, Origin, origin_headers, origin_of

names = st.sampled_from(["ce_id", "topic", "n", "sender", "offset", "h.x", ""])
origins = st.builds(
    Origin,
    st.sampled_from(["crm.contacts", "kontor.policies"]),
    st.integers(0, 30),
    st.integers(0, 2**62),
    st.integers(-1, 2**50),
    st.lists(st.tuples(names, st.binary(max_size=5))).map(tuple),
)


@given(origins)
def test_the_origin_survives_the_copying_whatever_headers_the_source_had(origin: Origin) -> None:
    assert origin_of(origin_headers(origin)) == origin


@given(origins)
def test_a_copy_is_numbered_by_the_offset_of_its_source(origin: Origin) -> None:
    copied = dict(reversed(origin_headers(origin)))
    assert copied[SENDER].decode() == f"{origin.topic}/{origin.partition}"
    assert int(copied[NUMBER]) == origin.offset


def test_headers_that_say_nothing_give_an_origin_that_says_so() -> None:
    assert origin_of(()) == Origin("", 0, -1, -1, ())
