"""
Compile the rules to C with mypyc: the same source, the same bytes, about half the CPU of a decision.

    python deploy/compile_rules.py FOLDER

FOLDER gets copies of `rules` and `models` with an extension module beside each file that was compiled, and the library
they share. Whoever puts it before the checkout on Python's path (`PYTHONPATH=FOLDER PYTHONSAFEPATH=1`) runs
the compiled rules; nothing else changes. Needs the extra `compiled`, a C compiler, Python's headers and some minutes;
what was compiled from the same source before is left as it is.
"""

import ast
import hashlib
import os
import re
import shutil
import sys
from contextlib import chdir, redirect_stdout
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
ROOMS: Final = ("rules", "models")
COMPILED: Final = ROOT / "build" / "compiled"
"""The folder of a checkout."""
ENVIRONMENT: Final = {"PYTHONPATH": str(COMPILED), "PYTHONSAFEPATH": "1"}
"""What a process of the checkout needs to run what is there."""
STAMP: Final = "compiled-from"
"""Name of the file in FOLDER that says of what it was made."""
MODELS: Final = (
    "cloudevent",
    "ids",
    "inbox_headers",
    "instants",
    "notes",
    "rejection",
    "row_version",
    "sequencing",
    "shared_text",
    "short_hashes",
    "ticks",
)
"""Of the models those that rules call at every decision, or inherit from; not what pydantic makes at run time."""

_SLOTS_OF_A_DATACLASS: Final = re.compile(r"\bslots=True(, )?")


def compile_into(folder: Path) -> None:
    """Make `folder` what the source says; exits with what mypyc says where it cannot."""
    stamp = _stamp()
    if (folder / STAMP).exists() and (folder / STAMP).read_text() == stamp:
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix="compiling-") as made:
        new = Path(made) / "new"
        _compile(new)
        (new / STAMP).write_text(stamp)
        if folder.exists():
            folder.rename(Path(made) / "old")
        new.rename(folder)


def without_slots(source: str) -> str:
    """The same classes without `__slots__`: compiled ones have no dictionary anyway, and mypyc refuses the word."""
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__slots__":
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            lines[first:last] = ["    pass"] + [""] * (last - first - 1)  # the numbers of the lines stay
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                line = decorator.lineno - 1
                lines[line] = _SLOTS_OF_A_DATACLASS.sub("", lines[line]).replace(", )", ")")
    return "\n".join(lines)


def _stamp() -> str:
    told = hashlib.sha256(f"{sys.version} {version('mypy')}".encode())
    for source in [Path(__file__), *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]:
        told.update(f"{source.relative_to(ROOT)}\n".encode() + source.read_bytes())
    return told.hexdigest()


def _compile(folder: Path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    sources = [
        *sorted((folder / "rules").rglob("*.py")),
        *(folder / "models" / f"{name}.py" for name in MODELS),
    ]
    written = {source: source.read_text() for source in sources}
    for source, text in written.items():
        source.write_text(without_slots(text))
    with chdir(folder):  # names of modules are paths from here
        _build([source.relative_to(folder) for source in sources])
    for source, text in written.items():
        source.write_text(text)
    shutil.rmtree(folder / "build")


def _build(sources: list[Path]) -> None:
    from mypyc.build import mypycify
    from pybind11.setup_helpers import ParallelCompile
    from setuptools import setup

    settings = [f"--config-file={ROOT / 'pyproject.toml'}", "--no-incremental", f"--cache-dir={os.devnull}"]
    said = StringIO()  # of each generator expression that it makes a list of; only of interest when it fails
    try:
        with redirect_stdout(said):
            modules = mypycify([*settings, *map(str, sources)], opt_level="2", debug_level="0", multi_file=True)
    except BaseException:
        sys.stderr.write(said.getvalue())
        raise
    with ParallelCompile(default=os.cpu_count() or 1):
        setup(
            name="kontor-compiled-rules",
            packages=[],
            ext_modules=modules,
            script_args=["--quiet", "build_ext", "--inplace"],
        )


if __name__ == "__main__":
    compile_into(Path(sys.argv[1]).resolve())
