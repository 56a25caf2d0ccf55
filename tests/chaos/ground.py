"""
Where a round takes place: one broker or three, each behind a proxy that the workers go through.

The harness itself (the bank, the verifier) goes to the brokers directly. Of three
brokers the first is the controller too, so that the other two can go without it.
"""

import contextlib
import resource
from pathlib import Path

from streams.embedded import formatting
from streams.embedded.broker import EmbeddedBroker
from streams.embedded.ports import HOST, free_port
from tests.chaos.tcp_proxy import Proxy

_CLUSTER = "kontor-chaos-cluster00"


class Ground:
    """Brokers and proxies, started once and used by many rounds."""

    def __init__(self, folder: Path, brokers: int = 1) -> None:
        self.folder = folder
        self.size = brokers
        self.brokers: list[EmbeddedBroker] = []
        self.proxies: list[Proxy] = []
        controller = free_port()
        for node in range(1, brokers + 1):
            behind = free_port()
            proxy = Proxy(behind)
            port = free_port()
            properties = _properties(node, brokers, controller, (port, behind, proxy.port))
            self.proxies.append(proxy)
            self.brokers.append(EmbeddedBroker(folder / f"broker-{node}", port=port, properties=properties))

    @property
    def bootstrap(self) -> str:
        return ",".join(broker.bootstrap for broker in self.brokers)

    @property
    def bootstrap_for_workers(self) -> str:
        return ",".join(f"{HOST}:{proxy.port}" for proxy in self.proxies)

    def start(self) -> "Ground":
        for node, broker in enumerate(self.brokers, 1):
            _format(broker.folder / "log", node, self.folder / "pattern")
            broker.start()
        for proxy in self.proxies:
            proxy.start()
        return self

    def heal(self) -> None:
        """Everything as it should be: every broker up, every proxy passing everything."""
        for proxy in self.proxies:
            proxy.heal()
        for broker in self.brokers:
            if not broker.running:
                broker.start()

    def fill_disk(self, index: int, spare_bytes: int) -> int | None:
        """
        Let no file of a broker grow further than `spare_bytes` above its largest segment.

        Returns the limit; None when the broker does not run. To it that is a full disk.
        """
        broker = self.brokers[index]
        sizes = [file.stat().st_size for file in (broker.folder / "log").glob("*/*.log")]
        limit = max(sizes, default=0) + spare_bytes
        with contextlib.suppress(OSError, ValueError):
            pid = int((broker.folder / "pid").read_text())
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            return limit
        return None

    def free_disk(self, index: int) -> None:
        """Take the limit away from a broker that still runs."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.brokers[index].folder / "pid").read_text())
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def stop(self) -> None:
        for proxy in self.proxies:
            proxy.stop()
        for broker in reversed(self.brokers):
            broker.stop()


def _properties(node: int, brokers: int, controller: int, ports: tuple[int, int, int]) -> dict[str, str]:
    port, behind, proxied = ports
    listeners = f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{behind}"
    told = {
        "node.id": str(node),
        "process.roles": "broker,controller" if node == 1 else "broker",
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "listeners": listeners + (f",CONTROLLER://{HOST}:{controller}" if node == 1 else ""),
        "advertised.listeners": f"PLAINTEXT://{HOST}:{port},PROXIED://{HOST}:{proxied}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
        # So that an aggressive cleaner is one: it looks for work twice a second.
        "log.cleaner.backoff.ms": "500",
        "log.retention.check.interval.ms": "5000",
    }
    if brokers > 1:
        told |= {
            "default.replication.factor": str(brokers),
            "min.insync.replicas": "2",
            "offsets.topic.replication.factor": str(brokers),
            "replica.lag.time.max.ms": "4000",
        }
    return told


def _format(logs: Path, node: int, pattern: Path) -> None:
    """Make a data folder with the cluster's name and the node's number."""
    if formatting.is_formatted(logs):
        return
    if not formatting.format_by_copy(logs):
        with EmbeddedBroker(pattern):
            pass  # its start leaves behind what copies are made of
        assert formatting.format_by_copy(logs)
    lines = [line for line in (logs / "meta.properties").read_text().splitlines() if line.startswith("directory.id")]
    lines += [f"cluster.id={_CLUSTER}", f"node.id={node}", "version=1"]
    (logs / "meta.properties").write_text("\n".join(lines) + "\n", "utf-8")
