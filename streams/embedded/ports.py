"""Ports of this machine, and whether a broker answers at one."""

import socket
from typing import Final

from models.errors import KontorError

HOST: Final = "127.0.0.1"
"""Where the embedded broker listens: nobody outside reaches it."""


def free_port() -> int:
    """A TCP port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


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
