"""What a worker refuses to take over, and how it ends then."""

import asyncio
import os
from collections import defaultdict
from typing import cast

import pytest

from streams.engine.journal_reader import JournalReader
from streams.engine.observer import NullObserver
from streams.engine.owner import Means
from streams.engine.ownership import Ownership
from streams.engine.producing import Partitioner
from streams.engine.publishing import Publisher
from tests.engine.fake_log import FakeLog, Topics
from tests.engine.owner_simulation import UNIT, Reader


class Ended(BaseException):
    """The process would have ended."""


@pytest.fixture
def last_words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(os, "write", lambda _fd, text: told.append(text.decode()))
    return told


def ownership(topics: Topics, *, member: bool = True) -> Ownership:
    async def still_a_member() -> bool:
        return member

    log = FakeLog(1000, topics)
    means = Means(log, Publisher(log), Partitioner(log.partition_count), NullObserver(), lambda: 0)
    return Ownership(UNIT, "w", cast("JournalReader", Reader(topics)), means, still_a_member)


@pytest.mark.parametrize(("member", "code"), [(True, 76), (False, 75)])
async def test_an_epoch_that_is_not_above_the_journals_ends_the_worker(
    last_words: list[str], member: bool, code: int
) -> None:
    topics: Topics = defaultdict(list)
    await ownership(topics).open([0], 7, lambda _partition, _on: None)
    with pytest.raises(Ended) as ended:
        await ownership(topics, member=member).open([0], 7, lambda _partition, _on: None)
    assert ended.value.args == (code,)
    assert ("KONTOR_TERM must be raised" in last_words[-1]) == member


async def test_a_commit_beyond_the_journal_ends_the_worker_for_what_lies_between_would_be_lost(
    last_words: list[str],
) -> None:
    owned = ownership(defaultdict(list))
    await owned.open([0], 1, lambda _partition, _on: None)
    owned.check_commit(0, 0)
    with pytest.raises(Ended) as ended:
        owned.check_commit(0, 12)
    assert ended.value.args == (70,)
    assert "the group has committed 12" in last_words[-1]
    await asyncio.sleep(0)
    await owned.owners[0].pause()
