"""Ports of this machine, and whether a broker answers at one."""

import socket
from random import SystemRandom
from typing import Final

from models.errors import KontorError

HOST: Final = "127.0.0.1"
"""Where the embedded broker listens: nobody outside reaches it."""


_LISTENING: Final = range(15_000, 32_000)
"""
Below the ports that systems give to outgoing connections (Linux from 32 768, others from 49 152).

A port asked of the system (bind to 0) is one of those: until its user listens on
it, any connection of any process may be given it, and so may the next who asks.
"""
_given: set[int] = set()


def free_port() -> int:
    """A TCP port of this machine that nobody listens on now, and that this process was not given before."""
    left = [port for port in _LISTENING if port not in _given]
    for port in SystemRandom().sample(left, len(left)):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise KontorError(f"No port of {HOST} between {_LISTENING.start} and {_LISTENING.stop - 1} is free.")


def answers(bootstrap: str, within_s: float = 5.0) -> bool:
    """Whether a broker at `bootstrap` answers a request for its cluster."""
    host, _, port = bootstrap.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), within_s):
            pass
    except OSError:
        return False
    from kafka.admin import KafkaAdminClient
    from kafka.errors import KafkaError

    try:
        admin = KafkaAdminClient(bootstrap_servers=bootstrap, bootstrap_timeout_ms=int(within_s * 1000))
        try:
            return bool(admin.describe_cluster()["brokers"])
        finally:
            admin.close()
    except (KafkaError, OSError):
        return False


def refuse_taken(port: int) -> None:
    """Raise `KontorError` when somebody listens on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise KontorError(f"Port {port} of {HOST} is taken; give another one with --port.") from error
