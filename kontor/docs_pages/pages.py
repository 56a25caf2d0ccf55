"""
Every generated page, collected.

A module of this package that writes pages has `pages() -> Mapping[str, str]`: path below the
project's root, with `/`, to the text of the file. It may have `FOLDERS`: folders in which nothing
stands but what it writes, so that a page of a message that is gone does not stay behind.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

WRITERS: Final = (
    "schemas",
    "examples",
    "asyncapi",
    "messages",
    "settings",
    "topics",
    "policy",
    "metrics",
    "dashboard",
    "verify",
    "guarantee",
    "tariffs",
    "tariff_year",
)
"""Modules of this package, by name."""


def all_pages() -> dict[str, str]:
    """Path to text of every generated page; ValueError when two writers claim one path."""
    collected: dict[str, str] = {}
    for writer in WRITERS:
        written: Mapping[str, str] = import_module(f"{__package__}.{writer}").pages()
        twice = collected.keys() & written.keys()
        if twice:
            raise ValueError(f"{writer} writes {sorted(twice)}, which another writer has written")
        collected.update(written)
    return collected


def generated_folders() -> tuple[str, ...]:
    """Folders in which every file is generated."""
    folders: list[str] = []
    for writer in WRITERS:
        folders.extend(getattr(import_module(f"{__package__}.{writer}"), "FOLDERS", ()))
    return tuple(folders)


def differing(root: Path) -> list[str]:
    """Paths below `root` that are missing, say something else, or are no longer written."""
    pages = all_pages()
    wrong = [path for path, text in pages.items() if _read(root / path) != text]
    return sorted([*wrong, *_stale(root, pages)])


def write_all(root: Path) -> list[str]:
    """Write what differs below `root`, remove what is no longer written; the paths that changed."""
    pages = all_pages()
    changed = []
    for path, text in pages.items():
        if _read(root / path) != text:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    for path in _stale(root, pages):
        (root / path).unlink()
        changed.append(path)
    return sorted(changed)


def _stale(root: Path, pages: Mapping[str, str]) -> list[str]:
    there = (
        file.relative_to(root).as_posix()
        for folder in generated_folders()
        for file in (root / folder).rglob("*")
        if file.is_file()
    )
    return [path for path in there if path not in pages]


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None
