"""`docs/settings.md`, from the catalogue of settings."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import PydanticUndefined

from streams.settings import PREFIX, Settings

_HEAD: Final = """\
# Settings

Settings come from the environment or from a `.env` file in the working folder; the environment wins. A wrong one stops
the start with a sentence naming it, and so does a variable that is nearly a setting. This page is generated from
`streams/settings.py`.

| setting | default | meaning |
|---|---|---|
"""


def pages() -> Mapping[str, str]:
    """The one page."""
    rows = [_row(name, about) for name, about in Settings.model_fields.items()]
    return {"docs/settings.md": _HEAD + "".join(rows)}


def _row(name: str, about: Any) -> str:
    default = about.default
    shown = "" if default is None or default is PydanticUndefined else f"`{str(default).lower()}`"
    return f"| `{PREFIX}{name.upper()}` | {shown} | {about.description} |\n"
