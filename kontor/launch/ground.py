"""What a worker needs before it makes sense to start it: brokers that answer, and its topics."""

import asyncio
import os
import re
import socket
from collections.abc import Callable, Collection, Mapping
from typing import Final

from models.errors import USAGE, KontorError
from models.inbox_headers import DESK_INBOX
from streams.security import aiokafka_access
from streams.settings import Settings
from streams.topics import BUILT, names_of

AGAIN_S: Final = 1.0
ANSWER_S: Final = 10.0

Say = Callable[[str], None]


async def wait_for_ground(settings: Settings, say: Say) -> None:
    """
    Return when the brokers answer and all topics are there; until then say what is missing, once.

    Waiting, not failing: in Kubernetes and Compose a worker may well be there
    before its broker, and a broker may come back. Raises `KontorError` when the topics
    were made with another KONTOR_PARTITIONS than is set: no waiting mends that.
    """
    while True:
        missing = await _missing(settings)
        if missing is None:
            return
        say(missing)
        await asyncio.sleep(AGAIN_S)


async def _missing(settings: Settings) -> str | None:
    silent = await _why_silent(settings.broker_list)
    if silent is not None:
        return f"waiting for Kafka at {settings.brokers}: {silent}"
    try:
        async with asyncio.timeout(ANSWER_S):
            there = await _topics(settings)
    except Exception as error:  # noqa: BLE001  # reason: the client raises what it likes; all of it means: not yet
        reason = str(error) or type(error).__name__
        return (
            f"waiting for Kafka at {settings.brokers}: something answers there, but not as Kafka "
            f"(is KONTOR_TLS_ or KONTOR_SASL_ wrong, or the port?): {reason}"
        )
    names = names_of(settings)
    absent = sorted({names.physical(topic.name) for topic in BUILT} - there.keys())
    if absent:
        return f"waiting for topics, to be made by `kontor topics apply`: {', '.join(absent)}"
    inbox = names.physical(DESK_INBOX)
    # Who does not say how many there are takes them as they are.
    if "partitions" in settings.model_fields_set and there[inbox] != settings.partitions:
        raise KontorError(
            f"KONTOR_PARTITIONS is {settings.partitions}, but {inbox} was made with {there[inbox]}, "
            "and a number of partitions is never changed; set that, or another KONTOR_APP.",
            USAGE,
        )
    return None


async def _why_silent(brokers: Collection[str]) -> str | None:
    """Why none of them takes a connection; None when one does."""
    why = "no address"
    for broker in brokers:
        host, _, port = broker.rpartition(":")
        try:
            async with asyncio.timeout(ANSWER_S):
                _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
        except TimeoutError:
            why = "no answer"
        except OSError as error:
            why = _words(error)
        else:
            writer.close()
            return None
    return why


def _words(error: OSError) -> str:
    """`connection refused` instead of asyncio's `Multiple exceptions: [Errno 111] Connect call failed ('::1', ...`."""
    number = None if isinstance(error, socket.gaierror) else error.errno
    if number is None and (several := re.search(r"\[Errno (\d+)\]", str(error))):
        number = int(several[1])
    return (os.strerror(number) if number else error.strerror or str(error)).lower()


async def _topics(settings: Settings) -> Mapping[str, int]:
    """Each topic there is, and its number of partitions."""
    from aiokafka.client import AIOKafkaClient

    client = AIOKafkaClient(client_id="kontor-launcher", **aiokafka_access(settings))
    try:
        await client.bootstrap()
        cluster = await client.fetch_all_metadata()
        return {topic: len(cluster.partitions_for_topic(topic) or ()) for topic in cluster.topics()}
    finally:
        await client.close()
