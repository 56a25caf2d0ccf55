"""`kontor worker`."""

import asyncio

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(worker)


def worker() -> None:
    """
    Run one worker until SIGTERM: it takes its share of the desks and decides.

    A launcher starts the worker process, watches it, starts it again when it has
    stopped itself (exit code 70, 75, 1 or a signal) and answers /live, /ready and
    /metrics all the while. It waits for its broker and its topics. It ends with 0
    when told to stop, with 2 when a setting or the policy is wrong, and with 76 when
    the worker's epoch was refused.

    Example: KONTOR_BROKERS=kafka-1:9092,kafka-2:9092 KONTOR_POLICY=policy.yaml kontor worker
    """
    from kontor.launch.launcher import Launcher, say_to_people
    from kontor.launch.preparation import Preparation
    from models.instants import format_instant
    from streams.settings_source import load_settings

    settings = load_settings()
    if settings.start is None:
        # The first start is that of the command, however long it then waits for its broker: who gets in touch
        # meanwhile is no history.
        settings = settings.model_copy(update={"start": format_instant(settings.make_clock().now_ms())})
    say_to_people(settings.log_level)
    code = asyncio.run(Launcher(settings, prepare=Preparation(settings)).run())
    raise typer.Exit(code)
