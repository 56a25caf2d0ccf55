"""Ports for what listens: none twice, none that an outgoing connection may be given meanwhile."""

import socket
from pathlib import Path

import pytest

from models.errors import KontorError
from streams.embedded import ports
from streams.embedded.ports import HOST, free_port


def test_a_port_once_given_is_not_given_again_though_nobody_listens_on_it_yet() -> None:
    given = [free_port() for _ in range(500)]

    assert len(set(given)) == 500


def test_a_port_that_somebody_listens_on_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = free_port(), free_port()
    monkeypatch.setattr(ports, "_LISTENING", range(min(one, other), max(one, other) + 1))
    monkeypatch.setattr(ports, "_given", set(range(min(one, other), max(one, other) + 1)) - {one, other})
    with socket.socket() as taken:
        taken.bind((HOST, one))
        taken.listen()

        assert free_port() == other
        with pytest.raises(KontorError, match="is free"):
            free_port()


def test_a_port_given_is_none_that_this_system_gives_to_outgoing_connections() -> None:
    ranges = Path("/proc/sys/net/ipv4/ip_local_port_range")
    if not ranges.exists():
        pytest.skip("only Linux says which ports it gives")
    first, last = map(int, ranges.read_text().split())
    if first < 32_000:
        pytest.skip("this system's administrator has widened the range over ours")

    assert all(not first <= free_port() <= last for _ in range(50))
