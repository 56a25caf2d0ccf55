"""What is done before every start of a worker."""

import logging

from kontor.launch.first_policy import checked_policy, put_in_force
from kontor.launch.ground import Say, wait_for_ground
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

    async def __call__(self, say: Say) -> None:
        """Return when a worker can be started."""
        await wait_for_ground(self._settings, say)
        if self._policy is None:
            return
        if await put_in_force(self._settings, self._policy, say):
            log.info("The policy of KONTOR_POLICY, %s, is in force: no version was.", self._policy.version)
        self._policy = None
