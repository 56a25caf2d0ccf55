"""What happens between workers and brokers."""

import time
from collections.abc import Callable
from random import Random

from tests.chaos.fault import Fault
from tests.chaos.round import Round
from tests.chaos.tcp_proxy import Proxy


def cut(round_: Round, chance: Random) -> None:
    """Some connections, or all."""
    share = chance.choice([0.3, 0.6, 1.0])
    number = sum(proxy.cut(share, chance) for proxy in round_.ground.proxies)
    round_.diary.note("cut", connections=number)


def _for_a_while(round_: Round, seconds: float, set_: Callable[[Proxy], None]) -> None:
    for proxy in round_.ground.proxies:
        set_(proxy)
    time.sleep(seconds)
    for proxy in round_.ground.proxies:
        proxy.heal()


def slow(round_: Round, chance: Random) -> None:
    delay = chance.uniform(0.02, 0.25)
    _for_a_while(round_, chance.uniform(1, 4), lambda proxy: setattr(proxy, "delay_s", delay))


def silent(round_: Round, chance: Random) -> None:
    _for_a_while(round_, chance.uniform(0.5, 3), lambda proxy: setattr(proxy, "silent", True))


def silent_past_the_session(round_: Round, chance: Random) -> None:
    seconds = round_.session_s + chance.uniform(0.5, 2)
    _for_a_while(round_, seconds, lambda proxy: setattr(proxy, "silent", True))


def answers_lost(round_: Round, chance: Random) -> None:
    """Requests arrive, acknowledgements do not: everything is sent again."""
    _for_a_while(round_, chance.uniform(0.2, 1.5), lambda proxy: setattr(proxy, "loses_answers", True))


def unreachable(round_: Round, chance: Random) -> None:
    def shut(proxy: Proxy) -> None:
        proxy.refusing = True
        proxy.cut()

    _for_a_while(round_, chance.uniform(0.5, 4), shut)


FAULTS = (
    Fault("connections cut", "network", "Some or all connections to the brokers are cut.", cut, 3),
    Fault("network slow", "network", "Each piece takes up to a quarter of a second.", slow, 1, seconds=3),
    Fault("network silent", "network", "Nothing passes for a while; connections stay.", silent, 1.5, seconds=2),
    Fault(
        "network silent past the session", "network", "Nothing passes for longer than a session.",
        silent_past_the_session, 0.5, seconds=8,
    ),
    Fault("answers lost", "network", "Requests arrive and their answers are lost.", answers_lost, 2.5),
    Fault("brokers unreachable", "network", "Connections are cut and refused for a while.", unreachable, 1, seconds=2),
)  # fmt: skip
