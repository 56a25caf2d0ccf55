"""`docs/contract/messages.md`: every message field by field, for people."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from kontor.docs_pages.examples import example_path
from kontor.docs_pages.schemas import schema, schema_path
from models.messages.catalogue import PUBLIC
from models.messages.explanation import REFUSAL_SENTENCES
from models.messages.kind import Direction, MessageKind, Model
from models.rejection import SENTENCES
from streams.topics import topic_named

PAGE: Final = "docs/contract/messages.md"
HEAD: Final = """\
# Messages

Written by `python -m kontor.docs_pages` from the models; a test fails when it differs from them.

Every record value is a CloudEvents 1.0 event in structured mode; what is said below is its `data`. On input the
binary mode (`ce_*` headers) is read too, unknown fields of `data` are ignored, and a field that is not required may be
left out. On output every field is present, in this order, and what does not apply is null. Money is whole minor units,
rates are whole parts per million, whole numbers are signed 64-bit and are never written `1.0`. Sums of money on
`kontor.tariff-offers` have no end: no posting is beyond 64 bits, but many together may be. What is beyond on input is a
dead letter.
"""
WHO: Final = {
    Direction.IN: "Said by the CRM",
    Direction.OUT: "Published by Kontor",
    Direction.OWN: "Written by `kontor policy activate`",
}
WORDS: Final = {
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "pattern": "`{}`",
}
UNSAID: Final = {
    ("minLength", 1),
    ("maximum", 2**63 - 1),
    ("minimum", -(2**63)),
    ("maxLength", 256),
    ("maxLength", 128),
}
"""Limits every id, word or number has: said once in the page's head, not in each row."""


def pages() -> dict[str, str]:
    """The one page."""
    return {PAGE: "\n".join(_page()).rstrip() + "\n"}


def _page() -> Iterator[str]:
    yield HEAD
    yield "An id has 1 to 256 characters, a word of the bank's own lists (a skill, a segment, a product) 1 to 128.\n"
    for topic, kinds in groupby(PUBLIC, key=lambda kind: kind.topic):
        here = list(kinds)
        yield f"## `{topic}`\n"
        yield f"{topic_named(topic).sentence} {WHO[here[0].direction]}.\n"
        first: dict[Model, str] = {}
        for kind in here:
            same = first.setdefault(kind.model, kind.type)
            yield from _message(kind, same)
    yield from _words("Why a manager is refused", "`explanation.refused`", REFUSAL_SENTENCES)
    yield from _words("Why a record is rejected", "`reason` of `record.rejected`", SENTENCES)


def _words(title: str, where: str, sentences: Mapping[Any, str]) -> Iterator[str]:
    yield f"## {title}\n\n| {where} | |\n|---|---|"
    yield from (f"| `{word}` | {sentence} |" for word, sentence in sentences.items())
    yield ""


def _message(kind: MessageKind, same: str) -> Iterator[str]:
    files = ((schema_path(kind), "schema"), (example_path(kind), "example"))
    links = " · ".join(f"[{name}]({path.removeprefix('docs/contract/')})" for path, name in files)
    yield f"### `{kind.type}`\n"
    yield f"{kind.sentence} Key: `{kind.key}`. {links}\n"
    if same == kind.type:
        yield from _table(schema(kind), kind.direction)
    else:
        yield f"The fields of [`{same}`](#{same.replace('.', '')})."
    yield ""


def _table(part: dict[str, Any], direction: Direction) -> Iterator[str]:
    yield "| field | type | |"
    yield "|---|---|---|"
    yield from _rows(part, part.get("$defs", {}), "", direction)


def _rows(part: dict[str, Any], defs: dict[str, Any], prefix: str, direction: Direction) -> Iterator[str]:
    required = part.get("required", ())
    for name, field in part.get("properties", {}).items():
        words, limits, inner = _kind(field, defs)
        notes = [f"allowed: {limits}"] if limits else []
        if direction is not Direction.OUT:
            notes.insert(0, "required" if name in required else _default(field))
        about = field.get("description") or (inner or {}).get("description")
        if about:
            notes.append(" ".join(about.split()).replace("|", r"\|"))
        yield f"| `{prefix}{name}` | {words} | {'; '.join(notes)} |"
        if inner is not None:
            step = "[]." if words.startswith("list") else "."
            yield from _rows(inner, defs, f"{prefix}{name}{step}", direction)


def _default(field: dict[str, Any]) -> str:
    default = field.get("default", {})
    if default is None:
        return "optional"
    text = str(default).lower() if isinstance(default, bool) else default
    return f"default `{text}`"


def _kind(field: dict[str, Any], defs: dict[str, Any]) -> tuple[str, str, dict[str, Any] | None]:
    """Words for a field's type, its limits, and the object it is made of where there is one."""
    for mark, told in (("anyOf", _either), ("$ref", _object), ("items", _list), ("additionalProperties", _map)):
        if isinstance(field.get(mark), list | dict | str):
            return told(field, defs)
    allowed = field.get("enum", [field["const"]] if "const" in field else [])
    if allowed:
        return "string", " ".join(f"`{word}`" for word in allowed), None
    words = {"date-time": "RFC 3339", "date": "date"}.get(field.get("format", ""), field.get("type", "any"))
    return words, _limits(field), None


def _either(field: dict[str, Any], defs: dict[str, Any]) -> tuple[str, str, dict[str, Any] | None]:
    told = [_kind(part, defs) for part in field["anyOf"] if part.get("type") != "null"]
    null = " or null" if len(told) < len(field["anyOf"]) else ""
    inner = next((part[2] for part in told if part[2] is not None), None)
    words = " or ".join(dict.fromkeys(part[0] for part in told))
    return words + null, " ".join(filter(None, (part[1] for part in told))), inner


def _object(field: dict[str, Any], defs: dict[str, Any]) -> tuple[str, str, dict[str, Any] | None]:
    return "object", "", defs[field["$ref"].rsplit("/", 1)[1]]


def _list(field: dict[str, Any], defs: dict[str, Any]) -> tuple[str, str, dict[str, Any] | None]:
    words, limits, inner = _kind(field["items"], defs)
    return f"list of {words}", ", ".join(filter(None, (_limits(field), limits))), inner


def _map(field: dict[str, Any], defs: dict[str, Any]) -> tuple[str, str, dict[str, Any] | None]:
    keys = " ".join(f"`{word}`" for word in field.get("propertyNames", {}).get("enum", ()))
    words, limits, _ = _kind(field["additionalProperties"], defs)
    return f"object of {words}", "; ".join(filter(None, (limits, f"keys {keys}" if keys else ""))), None


def _limits(field: dict[str, Any]) -> str:
    if field.get("format") in {"date-time", "date"}:
        return ""
    return ", ".join(
        words.format(field[name])
        for name, words in WORDS.items()
        if name in field and (name, field[name]) not in UNSAID
    )
