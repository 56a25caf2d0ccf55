"""The demo on a terminal: decisions as they come, loads as bars, who waits."""

from typing import Final

from rich.console import Console, Group, RenderableType
from rich.layout import Layout
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from kontor.demo.board import Board, Note
from models.instants import format_instant

_STYLE: Final = {
    "contact.assigned": ("●", "green"),
    "contact.offered": ("?", "blue"),
    "contact.queued": ("◌", "yellow"),
    "contact.reassigned": ("⇄", "magenta"),
    "contact.released": ("○", "cyan"),
    "contact.escalated": ("!", "bold red"),
    "record.rejected": ("✗", "red"),
    "story": ("»", "bold white on blue"),
}
_PRESENCE: Final = {"available": "green", "busy": "yellow", "wrap_up": "yellow"}
_BAR: Final = 12


class TerminalView:
    """Redraws the board ten times a second between `start` and `stop`."""

    def __init__(self, console: Console, title: str, footer: str) -> None:
        self._title, self._footer, self._now_ms = title, footer, 0
        self._live = Live(console=console, screen=True, auto_refresh=False)
        self._console = console

    def start(self) -> None:
        """Take the screen."""
        self._live.start()

    def stop(self) -> None:
        """Give the screen back; harmless when it was never taken."""
        self._live.stop()

    def show(self, board: Board, now_ms: int, left: str) -> None:
        """Draw `board` as it is at `now_ms`; `left` says how long it still goes on."""
        self._live.update(self.picture(board, now_ms, left), refresh=True)

    def picture(self, board: Board, now_ms: int, left: str) -> Layout:
        """The whole screen."""
        height = self._console.size.height
        layout = Layout()
        layout.split_column(Layout(name="head", size=3), Layout(name="body"), Layout(name="foot", size=3))
        layout["body"].split_row(Layout(name="decisions", ratio=5), Layout(name="right", ratio=3))
        people = len(board.managers) + 2 + len({data["desk_id"] for data in board.managers.values()})
        layout["right"].split_column(Layout(name="loads", size=min(people + 1, height - 12)), Layout(name="waiting"))
        clock = format_instant(now_ms)[11:19]
        layout["head"].update(
            Panel(Text.assemble((self._title, "bold"), f"   {clock} UTC   {left}"), border_style="blue")
        )
        layout["decisions"].update(Panel(_account(board, height - 8), title="what happens, newest last"))
        layout["loads"].update(Panel(_loads(board), title="managers and their load"))
        layout["waiting"].update(Panel(_waiting(board, now_ms), title=f"waiting: {len(board.waiting)}"))
        layout["foot"].update(Panel(Text(self._footer, overflow="ellipsis", no_wrap=True), border_style="blue"))
        return layout


def _account(board: Board, room: int) -> RenderableType:
    return Group(*(_told(note) for note in list(board.notes)[-max(1, room) :]))


def _told(note: Note) -> Text:
    sign, style = _STYLE.get(note.kind, ("▲", "red"))
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{format_instant(note.at_ms)[14:21]} ", "dim")
    text.append(f"{sign} ", style)
    text.append(note.text, style if note.kind == "story" else "")
    return text


def bar(load: int, capacity: int, width: int = _BAR) -> str:
    """`█████░░░░░`: the share of capacity in use, full when it is all or more."""
    full = min(width, load * width // capacity) if capacity else width
    return "█" * full + "░" * (width - full)


def _loads(board: Board) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    desk = None
    for data in sorted(board.managers.values(), key=lambda each: (each["desk_id"], each["manager_id"])):
        if data["desk_id"] != desk:
            desk = data["desk_id"]
            table.add_row(Text(str(desk), "bold"), "", "", "")
        share = data["load"] / data["capacity"] if data["capacity"] else 1.0
        colour = "red" if share >= 1 else "yellow" if share >= 0.5 else "green"
        presence = Text(data["presence"], _PRESENCE.get(data["presence"], "dim"))
        loaded = f"{data['load']}/{data['capacity']}"
        table.add_row(f"  {data['manager_id']}", Text(bar(data["load"], data["capacity"]), colour), loaded, presence)
    return table


def _waiting(board: Board, now_ms: int) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for contact in sorted(board.waiting.values(), key=lambda each: (each.since_ms, each.contact_id)):
        seconds = max(0, now_ms - contact.since_ms) / 1000
        table.add_row(
            f"{seconds:.0f} s", Text(contact.who, no_wrap=True, overflow="ellipsis"), Text(contact.why, "dim")
        )
    return table if board.waiting else Text("nobody", "dim")
