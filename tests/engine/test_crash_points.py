import pytest

from streams.hardened.crash_points import CrashPoint


def test_a_point_that_is_not_armed_does_nothing() -> None:
    CrashPoint(None).reach("folded")


def test_an_unknown_point_is_refused() -> None:
    with pytest.raises(ValueError, match="names no crash point: somewhere"):
        CrashPoint("somewhere:3")


def test_the_armed_point_counts_its_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr("os.kill", lambda _pid, number: killed.append(number))
    monkeypatch.setattr("os.write", lambda _fd, _text: 0)
    point = CrashPoint("folded:3:stop")
    for _ in range(2):
        point.reach("folded")
        point.reach("fetched")
    assert killed == []
    point.reach("folded")
    assert len(killed) == 1
