from models.sequencing import Received, Sent


def test_a_number_counts_once_for_each_sender() -> None:
    received = Received()
    assert received.fresh("a", 0)
    assert not received.fresh("a", 0)
    assert received.fresh("b", 0)
    assert received.fresh("a", 5)
    assert not received.fresh("a", 3)
    assert received.last("a") == 5


def test_both_sides_go_on_from_their_rows() -> None:
    received, sent = Received({"!recv/a": b"5", "contact/1": b"{}"}), Sent({"!sent/t/2": b"8"})
    assert not received.fresh("a", 5)
    assert received.fresh("a", 6)
    assert sent.take("t", 2) == 9
    assert sent.take("t", 0, 3) == 0
    assert list(received.take_touched()) == ["!recv/a"]
    assert received.row("!recv/a") == b"6"
    assert list(sent.take_touched()) == ["!sent/t/2", "!sent/t/0"]
    assert sent.row("!sent/t/2") == b"9"
    assert sent.row("!sent/t/0") == b"2"
    assert list(sent.take_touched()) == []
