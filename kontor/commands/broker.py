"""`kontor broker`: the embedded Apache Kafka in the foreground."""

import os
import signal
import threading
from pathlib import Path
from typing import Annotated, Final

import typer

from streams.embedded.broker import EmbeddedBroker, wipe
from streams.settings_source import load_settings

DEFAULT_PORT: Final = 9092
_LOOK_S: Final = 0.5


def register(app: typer.Typer) -> None:
    """Add `kontor broker`."""
    app.command("broker")(broker)


def broker(
    port: Annotated[int, typer.Option(help="Where it listens, on this machine only; 0 takes any free port.")] = (
        DEFAULT_PORT
    ),
    data: Annotated[Path | None, typer.Option(help="Its data folder.", show_default="in your home")] = None,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what the data folder holds first.")] = False,
) -> None:
    """
    Run Apache Kafka in the foreground, with neither Docker nor Java to install, until Ctrl-C.

    Prints the address for KONTOR_BROKERS when it is ready.

    Example:  kontor broker --port 9092 --fresh
    """
    from rich.console import Console

    from kontor.progress import shown

    folder = (data or default_data_folder()).absolute()
    if fresh:
        wipe(folder)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: over.set())
    with shown(Console(stderr=True)) as progress:
        kafka = EmbeddedBroker(folder, port=port, kafka_home=load_settings().kafka_home, progress=progress)
        kafka.start()
    try:
        typer.echo(kafka.bootstrap)
        typer.echo(f"Apache Kafka is ready; data in {folder}. Ctrl-C stops it.", err=True)
        while kafka.running and not over.wait(_LOOK_S):
            pass
        if not kafka.running:
            typer.echo(f"kontor: the broker ended by itself; see {kafka.log_file}.", err=True)
            raise typer.Exit(1)
    finally:
        kafka.stop()


def default_data_folder() -> Path:
    """The user's own data folder (`XDG_DATA_HOME`, else `~/.local/share`)."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "kontor" / "broker"
