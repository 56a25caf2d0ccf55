"""`kontor demo` from its first step to its summary."""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from rich.console import Console

from kontor.demo.bank import EPISODES, Episode, made_up_bank
from kontor.demo.board import Board
from kontor.demo.plain import PlainView
from kontor.demo.player import Player
from kontor.demo.scenario import Scenario
from kontor.demo.show import Show, View
from kontor.demo.stage import Play, Stage, set_stage
from kontor.demo.summary_table import summary_table
from kontor.demo.tariff_story import ACTS, instant_of, story
from kontor.demo.view import TerminalView
from kontor.progress import shown
from models.errors import KontorError
from models.policy import Policy
from rules.figures.summary import Figures, Promise, group_of, summarise

HERE: Final = Path(__file__).parent
SMALL_BANK: Final = HERE / "small_bank.yaml"
TARIFF_STORY: Final = HERE / "tariff_story.yaml"
STORY_SPEED: Final = 4 * 86_400.0
"""Four days a second."""
BANK_DAY: Final = HERE / "bank_day.yaml"
_KNOWN_WITHIN_S: Final = 20.0
_HEAD_START_MS: Final = 900
"""So long the worker may still be reading what the CRM told before the first contact, at its first start."""
Told = Iterable[tuple[int, Episode]]


def play_bank(seconds: int, policy: Path | None) -> None:
    """The made-up bank, in real time."""
    with ExitStack() as stack:
        console, stage = _ready(stack, Play(policy or SMALL_BANK))
        board = Board()
        at_ms = stage.clock.now_ms()
        _introduce(stage, board, made_up_bank(at_ms + 1, seconds * 1000))
        start_ms = stage.clock.now_ms() + _HEAD_START_MS
        day = made_up_bank(start_ms, seconds * 1000).since(start_ms)
        told = [(start_ms + int(each.share * seconds * 1000), each) for each in EPISODES]
        view = _view(console, board, stage, "Kontor: a small bank in its rush hour")
        _perform(console, stage, Show(Player(day), stage.clock, stage.bus, board, view, stage.worker.check), day, told)


def play_scenario(file: Path, speed: float, policy: Path | None) -> None:
    """A recorded day, on a virtual clock."""
    day = Scenario.load(file)
    with ExitStack() as stack:
        console, stage = _ready(stack, Play(policy or BANK_DAY, day.start_ms, speed))
        board = Board()
        view = _view(console, board, stage, f"Kontor: {file.name} at {speed:g} times its speed")
        _perform(console, stage, Show(Player(day), stage.clock, stage.bus, board, view, stage.worker.check), day, ())


def play_tariff_story(policy: Path | None) -> None:
    """A client's year with a tariff, each event in a sentence."""
    year = story()
    told = [(instant_of(act), Episode(0, act.sentence)) for act in ACTS if act.sentence]
    with ExitStack() as stack:
        console, stage = _ready(stack, Play(policy or TARIFF_STORY, year.start_ms, STORY_SPEED))
        board = Board()
        view = PlainView(
            lambda line: console.print(line, markup=False, soft_wrap=True),
            "Kontor: a client's year with a tariff, four days a second; » says what people do, the rest is Kontor's",
            f"metrics: {stage.worker.address}/metrics   topic: {stage.settings.app}.tariff-offers",
            loads_every_ms=None,
        )
        board.tell = view.tell
        show = Show(Player(year), stage.clock, stage.bus, board, view, stage.worker.check)
        view.start()
        show.run(year.start_ms, year.end_ms, told)
        counts = board.counts
        console.print(
            f"{counts['offer.proposed']} proposals, {counts['offer.refused']} refused, {counts['fee.adjusted']} "
            f"adjustments, {counts['offer.settled']} settled; dead letters: {counts['dead letters']}."
        )


def _ready(stack: ExitStack, play: Play) -> tuple[Console, Stage]:
    """The stage, set with progress; it is cleared when `stack` is left, and people are told."""
    console = Console(highlight=False)
    stack.callback(lambda: console.print("Nothing is left running."))
    with shown(console) as progress:
        stage = stack.enter_context(set_stage(play, progress))
    stack.callback(lambda: console.print("Stopping the worker and the broker ..."))
    return console, stage


def _introduce(stage: Stage, board: Board, bank: Scenario) -> None:
    """Let the CRM tell of its managers and clients, and wait until Kontor has told of each manager's load."""
    for line in bank.lines:
        if line.timestamp_ms <= stage.clock.now_ms():
            stage.bus.publish(line)
    deadline = time.monotonic() + _KNOWN_WITHIN_S
    while not board.ready(set(bank.managers)):
        if time.monotonic() > deadline:
            raise KontorError(f"The worker is ready but says nothing of its managers.{stage.worker.log_end()}", 1)
        stage.worker.check()
        for topic, key, event in stage.bus.poll(0.05):
            board.message(topic, event, key)


def _view(console: Console, board: Board, stage: Stage, title: str) -> View:
    settings = stage.settings
    footer = f"metrics: {stage.worker.address}/metrics   broker: {settings.brokers}   topic: {settings.app}.assignments"
    if console.is_terminal:
        return TerminalView(console, title, footer)
    plain = PlainView(lambda line: console.print(line, markup=False, soft_wrap=True), title, footer)
    board.tell = plain.tell
    return plain


def _perform(console: Console, stage: Stage, show: Show, day: Scenario, told: Told) -> None:
    """Run the show, and print the figures of as much of it as there was."""
    show.view.start()
    try:
        show.run(day.start_ms, day.end_ms, told)
    finally:
        show.view.stop()
        console.print(summary_table(_figures(show.board, stage, day), stage.bus.latency, stage.speed))
        console.print(
            f"Policy {stage.policy.name} ({stage.policy.version[:19]}...); decisions were on "
            f"{stage.settings.app}.assignments; dead letters: {show.board.counts['dead letters']}."
        )


def _figures(board: Board, stage: Stage, day: Scenario) -> Figures:
    board.occupations.until(stage.clock.now_ms())
    desks = {life.desk_id for life in board.lives.by_contact.values()}
    sets = {name: group_of(data) for name, data in day.managers.items()}
    return summarise(board.lives, board.occupations, promises(stage.policy, desks), sets)


def promises(policy: Policy, desks: Iterable[str]) -> dict[tuple[str, int], Promise]:
    """(desk_id, line) to what the policy promises there."""
    lines = {(desk, number): line for desk in desks for number, line in enumerate(policy.for_desk(desk).lines)}
    return {place: Promise(line.sla.method, line.sla.within_s) for place, line in lines.items()}
