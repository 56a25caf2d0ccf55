"""Rules compiled from the same source: what is true of the ones is true of the others."""

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.compile_rules import MODELS, ROOT, STAMP, without_slots

pytestmark = pytest.mark.timeout(1200)


def _run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=900, check=False
    )


@pytest.mark.slow
def test_every_test_of_the_rules_passes_with_compiled_ones(compiled_rules: dict[str, str]) -> None:
    path = f"pythonpath={compiled_rules['PYTHONPATH']} ."
    told = _run(
        "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-o", path, "tests/rules", "tests/golden",
        **compiled_rules,
    )  # fmt: skip

    assert told.returncode == 0, told.stdout[-5000:] + told.stderr
    assert "passed" in told.stdout


def test_it_is_they_that_are_tested(compiled_rules: dict[str, str]) -> None:
    ask = "from kontor.compiled_rules import how_rules_run; print(how_rules_run())"

    assert _run("-c", ask, **compiled_rules).stdout == "compiled\n"
    assert _run("-c", ask).stdout == "interpreted\n"


def test_every_file_of_the_rules_is_compiled(compiled_rules: dict[str, str]) -> None:
    folder = Path(compiled_rules["PYTHONPATH"])
    sources = [*(folder / "rules").rglob("*.py"), *(folder / "models" / f"{name}.py" for name in MODELS)]

    for source in sources:
        module = source.parent if source.name == "__init__.py" else source.with_suffix("")
        beside = [*source.parent.glob(f"{source.stem}.*.so"), *module.parent.glob(f"{module.name}.*.so")]
        assert beside, source
        assert source.read_text() == (ROOT / source.relative_to(folder)).read_text()


def test_what_is_as_it_was_is_not_compiled_again(compiled_rules: dict[str, str]) -> None:
    stamp = Path(compiled_rules["PYTHONPATH"]) / STAMP
    made = stamp.stat().st_mtime_ns

    assert _run("deploy/compile_rules.py", compiled_rules["PYTHONPATH"]).returncode == 0
    assert stamp.stat().st_mtime_ns == made


@pytest.mark.packaging
def test_a_wheel_that_is_asked_for_carries_them_and_runs_them(compiled_rules: dict[str, str], tmp_path: Path) -> None:
    assert compiled_rules
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path)
    told = _run(*build, HATCH_BUILD_HOOK_ENABLE_CUSTOM="1")
    assert told.returncode == 0, told.stdout + told.stderr
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    ask = (
        "from kontor.entry import put_rooms_first as first; first(); import rules.desk.desk as it; print(it.__file__);"
        "from kontor.compiled_rules import how_rules_run; print(how_rules_run())"
    )

    there = _run("-c", ask, PYTHONPATH=str(tmp_path / "installed"), PYTHONSAFEPATH="1")

    assert not wheel.name.endswith("-none-any.whl")
    file, how = there.stdout.split()
    assert "installed/kontor/_app/rules/desk/desk." in file
    assert how == "compiled"


def test_slots_are_left_out_and_every_line_keeps_its_number() -> None:
    source = """
@dataclass(slots=True, eq=False)
class One:
    at: int

@dataclass(slots=True)
class Two:
    at: int

@dataclass(frozen=True, slots=True)
class Three:
    at: int

class Four:
    __slots__ = (
        "at",
        "on",
    )

    def at(self): ...
"""
    stripped = without_slots(source)

    assert "slots" not in stripped
    assert "@dataclass(eq=False)\nclass One" in stripped
    assert "@dataclass()\nclass Two" in stripped
    assert "@dataclass(frozen=True)\nclass Three" in stripped
    assert _lines(stripped) == _lines(source)


def _lines(source: str) -> list[tuple[str, int]]:
    named = (ast.ClassDef, ast.FunctionDef)
    return [(node.name, node.lineno) for node in ast.walk(ast.parse(source)) if isinstance(node, named)]
