"""What is watched while a round goes on: the group's lag, twice a second."""

import contextlib
import threading
import time
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

from kontor.verify.i7_catches_up import LagSample
from streams.settings import Settings
from streams.topics import names_of

INPUTS = (
    "crm.contacts", "crm.clients", "crm.managers", "crm.activity", "crm.offers", "kontor.policies",
    "kontor.intake-inbox", "kontor.desk-inbox",
)  # fmt: skip
TARIFF_INPUTS = ("kontor.tariff-inbox", "kontor.tariff-offers", "kontor.audit-inbox")
"""Read where the installation keeps tariffs."""
EVERY_S = 0.5


class Sampler(threading.Thread):
    """Takes samples until told to stop; times are those of `time.monotonic()`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True, name="sampler")
        self.lags: list[LagSample] = []
        self._settings = settings
        self._inputs = (*INPUTS, *TARIFF_INPUTS) if settings.tariffs else INPUTS
        self._over = threading.Event()
        self._names = names_of(settings)
        self._clients: tuple[Any, Any] | None = None

    def run(self) -> None:
        while not self._over.wait(EVERY_S):
            with contextlib.suppress(Exception):  # a client whose broker goes raises whatever comes to its mind
                self.take()
        self._close()

    def stop(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join(15)

    def take(self) -> int:
        """One sample; returns the lag. Raises what the client raises when the brokers do not answer."""
        try:
            return self._take()
        except BaseException:
            self._close()
            raise

    def _take(self) -> int:
        admin, consumer = self._connected()
        group = self._settings.app
        begun = time.monotonic()
        told = admin.list_group_offsets(group)[group]
        places = [
            TopicPartition(name, number)
            for name in map(self._names.physical, self._inputs)
            for number in sorted(consumer.partitions_for_topic(name) or ())
        ]
        ends = consumer.end_offsets(places)
        commits = {place: int(said.offset) for place, said in told.items() if said.offset >= 0}
        lag: int = sum(max(0, end - commits.get(place, 0)) for place, end in ends.items())
        self.lags.append(LagSample(begun, lag))
        return lag

    def _connected(self) -> tuple[Any, Any]:
        if self._clients is None:
            where = self._settings.broker_list
            admin = KafkaAdminClient(bootstrap_servers=where, request_timeout_ms=4000, bootstrap_timeout_ms=3000)
            self._clients = admin, KafkaConsumer(bootstrap_servers=where, group_id=None, request_timeout_ms=4000)
        return self._clients

    def _close(self) -> None:
        clients, self._clients = self._clients, None
        for client in clients or ():
            with contextlib.suppress(Exception):
                client.close()
