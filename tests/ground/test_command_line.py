"""The frame of the command line."""

import subprocess
import sys

import pytest
import typer

from kontor import cli
from models.errors import NOT_SO, KontorError


def _kontor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kontor", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def _every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []

    def walk(command: object, path: tuple[str, ...]) -> None:
        children = getattr(command, "commands", {})
        found.append(path)
        for name, child in children.items():
            walk(child, (*path, name))

    walk(typer.main.get_command(cli.build()), ())
    return found


@pytest.mark.parametrize("path", _every_command(), ids=" ".join)
def test_every_command_says_what_it_is_for_with_an_example(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*path, "--help"]) == 0
    told = capsys.readouterr().out
    assert "kontor" in told.split("\n", 1)[1], "no example"


def test_no_arguments_give_the_help() -> None:
    told = _kontor()

    assert told.returncode == 0
    assert "kontor demo" in told.stdout


def test_a_wrong_command_is_wrong_usage() -> None:
    told = _kontor("brew")

    assert told.returncode == 2
    assert "brew" in told.stderr


def test_a_failure_is_one_sentence_with_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build() -> typer.Typer:
        app = typer.Typer()

        @app.command()
        def fail() -> None:
            raise KontorError("The moon is not where it was.", NOT_SO)

        return app

    monkeypatch.setattr(cli, "build", build)

    assert cli.run(["--"]) == NOT_SO
    assert capsys.readouterr().err.endswith("kontor: The moon is not where it was.\n")


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    told = subprocess.run(
        f"{sys.executable} -m kontor topics --help | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert told.returncode == 0
    assert told.stderr == ""


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(cli.COMMANDS) == {path[0] for path in _every_command() if path}
