"""A topic deleted by mistake: the workers stop with one sentence. Nothing can follow it in a round."""

import time
from random import Random

from streams.admin import open_admin
from tests.chaos.fault import ALONE, Act, Fault
from tests.chaos.member import FAIL_STOP
from tests.chaos.round import Round

TOPICS = ("crm.contacts", "kontor.intake-inbox", "kontor.desk-inbox", "kontor.desk-journal", "kontor.assignments")
_WITHIN_S = 75.0


def deleted(topic: str) -> Act:
    def act(round_: Round, chance: Random) -> None:
        fleet = round_.fleet
        fleet.await_ready(15)
        watched = [(member, member.worker_pid()) for member in fleet.alive()]
        with open_admin(round_.settings) as admin:
            admin.delete_topics([round_.physical(topic)])
        round_.diary.note("topic deleted", topic=topic)
        round_.ends_here()
        deadline = time.monotonic() + _WITHIN_S
        for member, pid in watched:
            while member.worker_pid() == pid and time.monotonic() < deadline:
                time.sleep(0.2)
            if member.worker_pid() == pid:
                round_.wrong(f"{member.name} works on although {topic} is gone")
                continue
            code = member.process.returncode
            round_.diary.note("stopped", worker=member.name, code=code, words=member.last_words())
            if not member.launched and code != FAIL_STOP:
                round_.wrong(f"{member.name} ended with {code} when {topic} was deleted: {member.last_words()}")

    return act


FAULTS = tuple(
    Fault(
        f"deleted {topic}", "topics", f"The topic {topic} is deleted: the workers stop with one sentence.",
        deleted(topic), 0, frozenset({ALONE}), 20,
    )
    for topic in TOPICS
)  # fmt: skip
