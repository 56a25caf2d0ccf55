"""The policy of `KONTOR_POLICY`, put in force once: when no version ever was."""

import asyncio
import logging
from collections.abc import Callable

from kontor.policy_file import activation, load_policy
from kontor.policy_topic import in_force, put
from models.errors import USAGE, KontorError
from models.policy import Policy
from streams.settings import Settings

log = logging.getLogger(__name__)


def checked_policy(settings: Settings) -> Policy | None:
    """The policy of the file; None when the setting is not set. KontorError naming the setting when it is no good."""
    if settings.policy is None:
        return None
    try:
        return load_policy(settings.policy)
    except KontorError as error:
        raise KontorError(f"KONTOR_POLICY: {error.sentence}", USAGE) from error


async def put_in_force(settings: Settings, policy: Policy, say: Callable[[str], None], again_s: float = 1.0) -> bool:
    """
    Publish the policy if its topic is empty; whether it was. Waits while the brokers cannot be asked.

    Two workers that start at the same moment may both find it empty: then the same
    policy is activated twice, which changes nothing.
    """
    while True:
        try:
            return await asyncio.to_thread(_put_if_none, settings, policy)
        except KontorError as error:
            if not _of_kafka(error.__cause__):
                log.warning("KONTOR_POLICY is left aside, for something is in force already: %s.", error.sentence)
                return False
            say(f"waiting to put KONTOR_POLICY in force: {error.sentence}")
        await asyncio.sleep(again_s)


def _put_if_none(settings: Settings, policy: Policy) -> bool:
    if in_force(settings) is not None:
        return False
    now_ms = settings.make_clock().now_ms()
    put(settings, activation(policy, settings.source, now_ms), now_ms)
    return True


def _of_kafka(cause: BaseException | None) -> bool:
    from kafka.errors import KafkaError

    return isinstance(cause, KafkaError)
