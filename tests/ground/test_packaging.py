"""The wheel, installed in an empty environment beside a distribution that brings its own `agents`."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from streams.embedded.broker import free_port
from tests.installation import Installation, until

pytestmark = [pytest.mark.packaging, pytest.mark.slow, pytest.mark.timeout(600)]
ROOT = Path(__file__).parents[2]
ROOMS = ("agents", "models", "rules", "streams")


def _run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        [*map(str, command)], cwd=cwd, env={**clean, **more}, capture_output=True, text=True, check=False, timeout=500
    )


def _must(*command: str | Path, cwd: Path) -> str:
    done = _run(*command, cwd=cwd)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _must(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def elsewhere(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the `bin` of an environment with the wheel, and `openai-agents` installed after it."""
    folder = tmp_path_factory.mktemp("environment")
    _must(sys.executable, "-m", "venv", folder, cwd=folder)
    (wheel,) = built.glob("*.whl")
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _must(*pip, wheel, cwd=folder)
    _must(*pip, "openai-agents", cwd=folder)
    return folder / "bin"


def test_the_wheel_owns_one_name_and_carries_every_room_and_its_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {"kontor"}
    for room in ROOMS:
        assert f"kontor/_app/{room}/__init__.py" in names
    assert "kontor/_app/streams/embedded/kafka.lock" in names
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name]


def test_the_sdist_builds_too(built: Path) -> None:
    assert len(list(built.glob("*.tar.gz"))) == 1


def test_the_command_runs_where_nothing_else_of_ours_is(elsewhere: Path, tmp_path: Path) -> None:
    told = _must(elsewhere / "kontor", "--help", cwd=tmp_path)

    assert "kontor demo" in told
    for command in ("broker", "worker", "topics", "policy", "record", "replay", "explain", "doctor"):
        assert "Example" in _must(elsewhere / "kontor", command, "--help", cwd=tmp_path), command


def test_ours_is_ours_and_theirs_is_theirs(elsewhere: Path, tmp_path: Path) -> None:
    theirs = _must(elsewhere / "python", "-c", "import agents; print(agents.Agent, agents.__file__)", cwd=tmp_path)
    ours = _must(
        elsewhere / "python",
        "-c",
        "from kontor.entry import put_rooms_first as first; first(); import agents; print(agents.__file__)",
        cwd=tmp_path,
    )

    assert "_app" not in theirs
    assert "kontor/_app/agents" in ours


@pytest.mark.bus
def test_a_worker_of_the_wheel_becomes_ready(elsewhere: Path, installation: Installation, tmp_path: Path) -> None:
    port = free_port()
    environment = installation.environment(KONTOR_HTTP_PORT=str(port))
    running = installation.processes
    command = [str(elsewhere / "kontor"), "worker"]
    running.start("wheel", command, {**environment, "HOME": str(tmp_path)})

    until(lambda: _ready(port) or running.code("wheel") is not None, 60, "a ready worker")

    assert running.code("wheel") is None
    assert running.stop("wheel") == 0
    assert "Traceback" not in running.log("wheel")


def _ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_the_embedded_broker_that_is_not_installed_says_how_to_get_it(elsewhere: Path, tmp_path: Path) -> None:
    told = _run(elsewhere / "kontor", "broker", "--data", tmp_path, cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path))

    assert told.returncode == 2
    assert "pip install 'kontor-crm[embedded]'" in told.stderr
    assert "Traceback" not in told.stderr
