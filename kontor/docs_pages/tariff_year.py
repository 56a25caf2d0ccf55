"""The story of a tariff as a scenario file: what `kontor demo --story tariff` plays, for `kontor replay` and others."""

from collections.abc import Mapping

from kontor.demo.tariff_story import story
from models.recording import write_line


def pages() -> Mapping[str, str]:
    """One line a record."""
    return {"examples/tariff-year.jsonl": "".join(write_line(line).decode() for line in story().lines)}
