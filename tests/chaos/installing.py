"""A round's installation on the brokers: its topics, its policy, a log cleaner as wanted; and its removal."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from kontor.policy_file import activation
from kontor.policy_topic import put
from models.errors import KontorError
from models.policy import Policy
from streams.admin import compare, create, delete, open_admin
from streams.settings import Settings
from streams.topics import names_of
from tests.chaos.bank import POLICY, now_ms

_LAG_MS = 20_000
"""Is to a round's longest freeze and take-over what an hour is to those of a bank."""
_AGGRESSIVE = {
    "min.cleanable.dirty.ratio": "0.01", "segment.ms": "2000", "min.compaction.lag.ms": str(_LAG_MS),
    "delete.retention.ms": "1000",
}  # fmt: skip
_HEARS_WITHIN_S = 20.0
JOURNALS = tuple(f"kontor.{unit}-journal" for unit in ("intake", "desk", "tariff", "audit"))


def install(settings: Settings, *, cleaner: bool, policy: str = POLICY) -> None:
    """Topics and policy; `cleaner`: an aggressive one works on the journals."""
    with open_admin(settings, within_s=30) as admin:
        create(admin, compare(settings, admin))
        if cleaner:
            _let_the_cleaner_loose(settings, admin)
    now = now_ms()
    told = activation(Policy.from_yaml(policy.encode()), settings.source, now)
    _patiently(lambda: put(settings, told, now), KontorError)


def _patiently(act: Callable[[], object], *errors: type[Exception]) -> None:
    """Brokers do not all know at once of a topic that one of them has made; `errors` are their words for it."""
    deadline = time.monotonic() + _HEARS_WITHIN_S
    while True:
        try:
            act()
        except errors:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def remove(settings: Settings) -> None:
    """The topics and the group."""
    with contextlib.suppress(KontorError, KafkaError), open_admin(settings, within_s=20) as admin:
        delete(settings, admin)
        with contextlib.suppress(KafkaError):
            admin.delete_groups([settings.app])


def _let_the_cleaner_loose(settings: Settings, admin: Any) -> None:
    names = [names_of(settings).physical(name) for name in JOURNALS]
    wanted = [ConfigResource(ConfigResourceType.TOPIC, name, _AGGRESSIVE) for name in names]
    # A broker that has not heard of the topics yet knows no settings of them.
    _patiently(lambda: admin.alter_configs(wanted), KafkaError, ValueError)
