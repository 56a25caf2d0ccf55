"""What a worker needs before it makes sense to start it: brokers that answer, and its topics."""

import asyncio
import os
import re
import socket
from collections.abc import Callable, Collection
from typing import Final

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
    before its broker, and a broker may come back.
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
    absent = sorted({names.physical(topic.name) for topic in BUILT} - set(there))
    if absent:
        return f"waiting for topics, to be made by `kontor topics apply`: {', '.join(absent)}"
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


async def _topics(settings: Settings) -> Collection[str]:
    from aiokafka.client import AIOKafkaClient

    client = AIOKafkaClient(client_id="kontor-launcher", **aiokafka_access(settings))
    try:
        await client.bootstrap()
        cluster = await client.fetch_all_metadata()
        return frozenset(cluster.topics())
    finally:
        await client.close()
