"""`docs/policy.md`: every key of a policy with its default, and what a check can find, from the models."""

import typing
from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from models.policy import Policy
from models.policy.part import NO_DEFAULT, Part
from rules.policy import CATALOGUE

_HEAD: Final = """\
# Policy

How a bank says what it wants: one YAML file, checked before it comes into force (`kontor policy check FILE`), put into
force at a logged point (`kontor policy activate FILE`), and named in every decision by its version. It is data, not
code: a head of sales can read it, and a diff shows what changed. An ordinary one is
`examples/policies/head-office.yaml`; every key there is stands in `examples/policies/everything.yaml`. This page is
generated from `models/policy/`.

`policy_version` is `sha256:` and the hash of the policy as JSON with sorted keys, no spaces, UTF-8, every key that says
its default left out. So two files that mean the same have the same version: keys in another order, a default spelled
out, one value instead of a list of one, a desk's override that overrides nothing. A new key of a later release changes
no version.

Durations are whole seconds (`*_s`), shares whole parts per million (`*_ppm`), capacity whole units. Only `true` and
`false` are truth values, so `no` is a word; a key given twice is refused; an unknown key is refused and the nearest
known one is named.

## Keys

| key | default | meaning |
|---|---|---|
"""
_DESKS: Final = """
Under `desks` stand overrides for single desks: any key but `late_limit_s`, `duplicates` and `desks` itself. Maps merge,
lists replace.

## What a check finds

An error keeps a policy from coming into force; a warning is only said. Each is one sentence that begins with its place.

| code | | meaning |
|---|---|---|
"""


def pages() -> Mapping[str, str]:
    """The one page."""
    keys = "".join(f"| `{key}` | {default} | {meaning} |\n" for key, default, meaning in _keys(Policy, ""))
    found = "".join(f"| `{kind.code}` | {kind.level} | {kind.meaning} |\n" for kind in CATALOGUE)
    return {"docs/policy.md": _HEAD + keys + _DESKS + found}


def _keys(part: type[Part], before: str) -> Iterator[tuple[str, str, str]]:
    for key, field in part.model_fields.items():
        inner = next(_parts_in(field.annotation), None)
        default = part.default_of(key)
        section = inner is not None and (isinstance(default, inner) or default is NO_DEFAULT or key == "steps")
        yield before + key, "" if isinstance(default, Part) else _shown(default), str(field.description)
        if inner is not None:
            listed = "[]" if not isinstance(default, Part) and section else ""
            yield from _keys(inner, f"{before}{key}{listed}.")


def _shown(default: object) -> str:
    if default is NO_DEFAULT:
        return "must be given"
    if isinstance(default, tuple) and default and isinstance(default[0], Part):
        default = [step.said() for step in default]
    return f"`{orjson.dumps(default).decode()}`"


def _parts_in(annotation: object) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _parts_in(inner)
