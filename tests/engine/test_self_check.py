import pytest

from models.errors import KontorError
from streams.hardened import self_check


def test_the_installed_faust_and_aiokafka_are_the_ones_we_know() -> None:
    self_check.check_faust_is_known()


def test_a_method_with_another_source_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "faust.transport.consumer:Consumer.getmany"
    monkeypatch.setitem(self_check.KNOWN, name, "0" * 16)
    with pytest.raises(KontorError, match=r"Consumer\.getmany differ"):
        self_check.check_faust_is_known()


def test_a_method_that_is_gone_has_no_hash() -> None:
    assert self_check.source_hash("faust.transport.consumer:Consumer.no_such_thing") == ""
