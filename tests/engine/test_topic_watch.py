"""A topic that is gone is noticed, and a broker that does not know yet is not taken for it."""

from collections.abc import Collection

import pytest

from streams.engine import topic_watch
from streams.engine.topic_watch import TopicWatch


class _Ended(BaseException):
    pass


async def looks(monkeypatch: pytest.MonkeyPatch, *told: Collection[str] | Exception) -> str | None:
    """The sentence in which a worker of topics `a` and `b` ends after these answers; None when it goes on."""
    sentences: list[str] = []

    def end(sentence: str) -> None:
        sentences.append(sentence)
        raise _Ended

    answers = iter(told)

    async def there() -> Collection[str]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(topic_watch, "fail_stop", end)
    watch = TopicWatch(lambda: ("a", "b"), there)
    try:
        for _ in told:
            await watch.look()
    except _Ended:
        return sentences[0]
    return None


async def test_two_looks_in_a_row_that_miss_a_topic_end_the_worker_with_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sentence = await looks(monkeypatch, {"a", "b"}, {"a", "c"}, {"a", "c"})

    assert sentence is not None
    assert sentence.startswith("the topic b is gone, so this worker ends")


async def test_a_broker_that_starts_and_does_not_know_all_topics_yet_ends_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert await looks(monkeypatch, {"a", "b"}, set(), OSError("away"), {"a", "b"}, {"a"}, {"a", "b"}) is None
