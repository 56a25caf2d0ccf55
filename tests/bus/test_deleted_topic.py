"""A topic deleted by mistake: each worker stops, and says in one sentence which topic and what to do."""

from functools import partial
from pathlib import Path

import pytest

from streams.admin import open_admin
from streams.hardened.fail_stop import Exit
from tests.bus.outside import outside
from tests.bus.running import SMALL, contact_ids, now_ms, put_in_force, settle
from tests.installation import Installation, until

pytestmark = [pytest.mark.bus, pytest.mark.timeout(240)]
WORKERS = ("w1", "w2")


def test_workers_end_with_one_sentence_when_their_inbox_is_deleted(installation: Installation, tmp_path: Path) -> None:
    put_in_force(installation, tmp_path)
    with outside(installation) as bus:
        bus.publish(SMALL.people(now_ms()))
        for name in WORKERS:
            environment = installation.environment(KONTOR_WORKER_ID=name, KONTOR_HTTP_PORT="0")
            installation.processes.python(name, "-m", "kontor.worker_process", environment=environment)
        for name in WORKERS:  # contacts from before the first start are nobody's
            until(partial(works, installation, name), 60, f"work of {name}")
        lines = list(SMALL.contacts(20, now_ms()))
        bus.publish(lines)
        settle(bus, contact_ids(lines, "contact.opened"))

        topic = bus.physical("kontor.desk-inbox")
        with open_admin(installation.settings) as admin:
            admin.delete_topics([topic])
        for name in WORKERS:
            until(partial(ended, installation, name), 90, f"the end of {name}")
            assert installation.processes.code(name) == Exit.FAIL_STOP
            words = installation.processes.log(name)
            assert words.count(f"the topic {topic} is gone, so this worker ends: was it deleted?") == 1, words[-2000:]
            assert "Traceback" not in words


def ended(installation: Installation, name: str) -> bool:
    return installation.processes.code(name) is not None


def works(installation: Installation, name: str) -> bool:
    return "now the contacts" in installation.processes.log(name)
