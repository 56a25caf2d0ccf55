"""What is done before every start of a worker."""

import asyncio
import logging

from kontor.launch.first_policy import checked_policy, put_in_force
from kontor.launch.ground import Say, wait_for_ground
from kontor.policy_topic import in_force
from models.errors import KontorError
from streams.security import tls_context
from streams.settings import Settings

log = logging.getLogger(__name__)


class Preparation:
    """
    Checks what can be checked without a broker when it is made, and raises `KontorError` if it is wrong.

    Awaited before every start, it waits for the brokers and the topics; before the
    first it also puts the first policy in force.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        tls_context(settings)
        self._policy = checked_policy(settings)
        self._warned = settings.tariffs

    async def __call__(self, say: Say) -> None:
        """Return when a worker can be started."""
        await wait_for_ground(self._settings, say)
        if self._policy is not None:
            if await put_in_force(self._settings, self._policy, say):
                log.info("The policy of KONTOR_POLICY, %s, is in force: no version was.", self._policy.version)
            self._policy = None
        if not self._warned:
            await self._warn_of_tariffs()

    async def _warn_of_tariffs(self) -> None:
        """Say once that the policy in force has tariffs and this worker keeps none; brokers that fail stop nothing."""
        try:
            found = await asyncio.to_thread(in_force, self._settings)
        except KontorError:
            return
        self._warned = True
        if found is not None and found.policy.tariffs:
            log.warning("The policy in force has tariffs, and KONTOR_TARIFFS is false: nobody keeps them.")
