"""
`docs/guarantee.md`: written by hand, with tables from the results of chaos rounds.

Between `<!-- NAME -->` and `<!-- /NAME -->` stands the table NAME; everything else is left as it is. The
tables come from where the faults are, among the tests; so the page can be written in a checkout only.
"""

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

PAGE: Final = "docs/guarantee.md"
_ROOT: Final = Path(__file__).resolve().parents[2]
_MARKED: Final = re.compile(r"<!-- (\w+) -->\n.*?<!-- /\1 -->", re.DOTALL)


def pages() -> Mapping[str, str]:
    """The one page."""
    summary = import_module("tests.chaos.summary")
    tables: Mapping[str, list[str]] = summary.tables(
        *(summary.lines_of(file) for file in (summary.ROUNDS, summary.EARLIER, summary.MUTANTS))
    )
    return {PAGE: filled((_ROOT / PAGE).read_text("utf-8"), tables)}


def filled(page: str, tables: Mapping[str, list[str]]) -> str:
    """The page with each of the tables between its marks; ValueError when one has no place."""
    placed = set(_MARKED.findall(page))
    if placed != set(tables):
        raise ValueError(f"{PAGE}: the marks {sorted(placed)} are not those of the tables {sorted(tables)}")
    return _MARKED.sub(lambda mark: _between(mark.group(1), tables[mark.group(1)]), page)


def _between(name: str, lines: list[str]) -> str:
    return "\n".join([f"<!-- {name} -->", *lines, f"<!-- /{name} -->"])
