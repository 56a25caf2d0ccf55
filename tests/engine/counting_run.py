"""One round of counting workers under faults, for the tests and for long series by hand."""

from streams.admin import open_admin
from tests.engine.bank import Bank
from tests.engine.counting_check import faults_of
from tests.engine.log_reading import lag
from tests.installation import Installation, until

TOPICS = ("crm.clients", "crm.contacts", "kontor.intake-inbox", "kontor.desk-inbox")


class CountingRun:
    """Workers over an installation, with steady input."""

    def __init__(self, installation: Installation, seed: int = 1, rate: float = 300) -> None:
        self.installation = installation
        self.bank = Bank(installation, seed, rate)
        self._number = 0
        self.alive: list[str] = []

    def worker(self, **environment: str) -> str:
        """Start one more worker; returns its name."""
        self._number += 1
        name = f"w{self._number}"
        told = self.installation.environment(KONTOR_WORKER_ID=name, **environment)
        self.installation.processes.python(name, "-m", "tests.engine.counting_worker", environment=told)
        self.alive.append(name)
        return name

    def until_owning(self, name: str) -> None:
        """Wait until a worker has taken partitions over."""
        until(lambda: "owns partitions" in self.installation.processes.log(name), 40, f"ownership of {name}")

    def until_dead(self, name: str, within_s: float = 40) -> int:
        """Wait for a worker's end by itself; returns its exit code."""
        processes = self.installation.processes
        until(lambda: processes.code(name) is not None, within_s, f"the end of {name}")
        self.alive.remove(name)
        code = processes.code(name)
        assert code is not None
        return code

    def kill(self, name: str) -> None:
        """SIGKILL."""
        self.installation.processes.kill(name)
        self.alive.remove(name)

    def stop(self, name: str) -> int:
        """SIGTERM; returns the exit code."""
        self.alive.remove(name)
        return self.installation.processes.stop(name)

    def delete_group(self) -> None:
        """Delete the consumer group, so that its generations begin again at 1."""
        with open_admin(self.installation.settings) as admin:
            admin.delete_groups([self.installation.settings.app])

    def delete_topic(self, topic: str) -> None:
        """Delete a topic, as by mistake, and wait until it is gone."""
        name = self.installation.names.physical(topic)
        with open_admin(self.installation.settings) as admin:
            admin.delete_topics([name])
            until(lambda: name not in admin.list_topics(), 20, f"the end of {name}")

    def drain(self, within_s: float = 60) -> None:
        """End the input, and wait until everything is committed."""
        self.bank.close()
        settings = self.installation.settings
        topics = [self.installation.names.physical(name) for name in TOPICS]

        def drained() -> bool:
            self.heal()
            return lag(settings.brokers, settings.app, topics) == 0

        until(drained, within_s, "a lag of nothing")

    def heal(self, want: int = 1) -> None:
        """Forget workers that ended, and see that `want` are there."""
        for name in list(self.alive):
            if self.installation.processes.code(name) is not None:
                self.alive.remove(name)
        while len(self.alive) < want:
            self.worker()

    def faults(self) -> list[str]:
        """Stop all workers and check."""
        for name in list(self.alive):
            self.stop(name)
        return faults_of(self.installation, self.bank.sent)
