"""`kontor demo`: Kontor at work, on a broker and with a bank of its own."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from models.errors import KontorError

SECONDS: Final = 9
SPEED: Final = 60.0


class Story(StrEnum):
    """The stories there are."""

    TARIFF = "tariff"


def register(app: typer.Typer) -> None:
    """Add `kontor demo`."""
    app.command("demo")(demo)


def demo(
    seconds: Annotated[int, typer.Option(min=5, max=3600, help="How long the made-up bank is open.")] = SECONDS,
    scenario: Annotated[
        Path | None, typer.Option(help="Play this scenario (a recorded day) on a virtual clock instead.")
    ] = None,
    story: Annotated[
        Story | None, typer.Option(help="Tell this story instead: tariff is a client's year, each event explained.")
    ] = None,
    speed: Annotated[float, typer.Option(min=0.1, max=10_000, help="How many times faster than real.")] = SPEED,
    policy: Annotated[
        Path | None, typer.Option(help="Policy to play by.", show_default="one of the demo's own")
    ] = None,
) -> None:
    """
    Show Kontor at work: starts Apache Kafka and a worker, plays a small bank, leaves nothing running.

    Uses the broker of KONTOR_BROKERS when that is set, under a prefix of its own.

    Example:  kontor demo --scenario day.jsonl --speed 60
    """
    from kontor.demo.play import play_bank, play_scenario, play_tariff_story

    if story is not None:
        if scenario is not None:
            raise KontorError("A story is a scenario of its own: --story and --scenario do not go together.")
        play_tariff_story(policy)
    elif scenario is None:
        play_bank(seconds, policy)
    else:
        play_scenario(scenario, speed, policy)
