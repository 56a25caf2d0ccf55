"""The broker and the installations that tests share."""

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

from deploy import compile_rules
from models.errors import KontorError
from streams.embedded.broker import EmbeddedBroker
from streams.settings import Settings
from tests.installation import Installation, Processes

PARTITIONS: Final = 3
_numbers: Final = itertools.count(1)

# How quick the machine is while a property is tried says nothing of the property.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the logs of a failed test's processes into its report."""
    report = yield
    if report.when == "call" and report.failed:
        processes = getattr(item, "funcargs", {}).get("processes")
        if processes is not None:
            report.sections.append(("logs of its processes", processes.tails()))
    return report


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep whatever KONTOR_ settings the caller has out of the tests."""
    for name in [name for name in os.environ if name.startswith("KONTOR_") and not name.startswith("KONTOR_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """
    `host:port` of the session's broker: one embedded Apache Kafka, started when first asked for.

    `KONTOR_TEST_BROKERS` names another one to be used instead.
    """
    given = os.environ.get("KONTOR_TEST_BROKERS")
    if given:
        yield given
        return
    with EmbeddedBroker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker.bootstrap


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[Callable[..., EmbeddedBroker]]:
    """Give brokers of the test's own, for those that kill it or need another log cleaner; arguments as the class's."""
    made: list[EmbeddedBroker] = []

    def make(**arguments: Any) -> EmbeddedBroker:
        made.append(EmbeddedBroker(tmp_path / f"kafka-{len(made)}", **arguments))
        return made[-1].start()

    yield make
    for broker in made:
        broker.stop()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Processes of the test: logs in its folder, killed at its end."""
    folder = tmp_path / "logs"
    folder.mkdir()
    kept = Processes(folder)
    yield kept
    kept.close()


@pytest.fixture
def install(processes: Processes) -> Iterator[Callable[..., Installation]]:
    """Make installations: `install(broker.bootstrap, partitions=2)`; further arguments are settings."""
    made: list[Installation] = []

    def make(bootstrap: str, **settings: Any) -> Installation:
        number = next(_numbers)
        prefix = f"t{os.getpid()}-{number}"
        told = {"app": f"{prefix}-kontor", "crm": f"{prefix}-crm", "partitions": PARTITIONS, **settings}
        made.append(Installation(Settings(brokers=bootstrap, **told), processes))
        made[-1].make_topics()
        return made[-1]

    yield make
    processes.close()
    for installation in made:
        with contextlib.suppress(KontorError):  # a broker of the test's own may be gone already, its topics with it
            installation.delete_topics()


@pytest.fixture
def installation(kafka: str, install: Callable[..., Installation]) -> Installation:
    """Give an installation on the session's broker, with three partitions."""
    return install(kafka)


@pytest.fixture(scope="session")
def compiled_rules() -> dict[str, str]:
    """What a process's environment needs to run compiled rules; where they have changed, compiling takes minutes."""
    compiler = str(sysconfig.get_config_var("CC")).split()[0]
    if shutil.which(compiler) is None or not Path(sysconfig.get_path("include"), "Python.h").exists():
        pytest.skip("no C compiler or no Python.h on this machine")
    subprocess.run([sys.executable, compile_rules.__file__, compile_rules.COMPILED], check=True)
    return compile_rules.ENVIRONMENT
