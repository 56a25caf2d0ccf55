"""
LeaveGroup in the name of a dead worker.

The group's coordinator learns of a death by missing heartbeats only, a session
(6 s) later; until then nobody decides on the dead worker's partitions. Its
launcher knows at once, and says so. Safe whatever happens: what a worker that
is not dead after all still writes is refused by the journal's fence.
"""

import asyncio
import logging
from typing import Final

from streams.security import aiokafka_access
from streams.settings import Settings

LEAVE_S: Final = 3.0
"""Longer makes no sense: the session has run out by then on its own."""

log = logging.getLogger(__name__)


async def leave_group(settings: Settings, group: str, member: str) -> bool:
    """Take `member` out of `group`. False when the coordinator could not be told: the session runs out on its own."""
    try:
        async with asyncio.timeout(LEAVE_S):
            code = await _leave(settings, group, member)
    except Exception as error:  # noqa: BLE001  # reason: a courtesy to the group; nothing depends on it
        log.warning(
            "The group could not be told that %s is dead (%s); its session will run out.",
            member,
            repr(error),
        )
        return False
    if code:
        log.info("The group's coordinator answered %d to the leave of %s.", code, member)
    return code == 0


async def _leave(settings: Settings, group: str, member: str) -> int:
    from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
    from aiokafka.protocol.group import LeaveGroupRequest

    client = AIOKafkaClient(client_id="kontor-launcher", **aiokafka_access(settings))
    try:
        await client.bootstrap()
        node = await client.coordinator_lookup(CoordinationType.GROUP, group)
        await client.ready(node, group=ConnectionGroup.COORDINATION)
        answer = await client.send(node, LeaveGroupRequest(group, member), group=ConnectionGroup.COORDINATION)
        return int(answer.error_code)
    finally:
        await client.close()
