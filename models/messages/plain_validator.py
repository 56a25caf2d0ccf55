"""
From a message's model to a validator that gives plain dicts.

The intake needs dicts, not instances, a few thousand times a second. Building an instance only to
take it apart costs five times the check itself, so the model's own core schema is rewritten: a
model becomes a typed dict, a tuple a list. The model stays the only place where a message is
written down; where its schema holds something that cannot be rewritten (a validator over several
fields needs an instance), the instance is built and taken apart after all.
"""

from collections.abc import Callable
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import CoreSchema, SchemaValidator

Check = Callable[[object], dict[str, Any]]
"""Plain data, defaults filled in, unknown fields gone; raises pydantic's ValidationError."""


class _NotPlainError(Exception):
    """A part of the schema needs an instance."""


def plain_check(model: type[BaseModel]) -> Check:
    """The quickest check of `model` that gives plain data."""
    try:
        schema = _rewritten(model.__pydantic_core_schema__)
    except _NotPlainError:
        return by_instance(model)
    return cast("Check", SchemaValidator(cast("CoreSchema", schema)).validate_python)


def by_instance(model: type[BaseModel]) -> Check:
    """The check that builds an instance; what `plain_check` gives must equal it."""
    validate = model.__pydantic_validator__.validate_python
    return lambda data: cast("dict[str, Any]", plain(validate(data)))


def plain(value: object) -> object:
    """Models as dicts and tuples as lists, all the way down."""
    if isinstance(value, BaseModel):
        return {name: plain(inner) for name, inner in value.__dict__.items()}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    return value


def _rewritten(schema: Any) -> dict[str, Any]:
    kind = schema["type"]
    rewrite = _REWRITES.get(kind)
    if rewrite is not None:
        return rewrite(schema)
    if kind in {"str", "int", "bool", "literal", "any"}:
        return {name: part for name, part in schema.items() if name not in {"ref", "metadata"}}
    raise _NotPlainError(kind)


def _model(schema: Any) -> dict[str, Any]:
    inside = schema["schema"]
    if inside["type"] != "model-fields" or schema.get("custom_init") or schema.get("post_init"):
        raise _NotPlainError(inside["type"])
    if any("validation_alias" in field for field in inside["fields"].values()):
        raise _NotPlainError("alias")
    fields = {
        name: {
            "type": "typed-dict-field",
            "schema": _rewritten(field["schema"]),
            "required": field["schema"]["type"] != "default",
        }
        for name, field in inside["fields"].items()
    }
    return {"type": "typed-dict", "fields": fields, "config": schema["config"], "extra_behavior": "ignore"}


def _tuple(schema: Any) -> dict[str, Any]:
    if schema.get("variadic_item_index") != 0 or len(schema["items_schema"]) != 1:
        raise _NotPlainError("tuple")
    bounds = {name: schema[name] for name in ("min_length", "max_length") if name in schema}
    return {"type": "list", "items_schema": _rewritten(schema["items_schema"][0]), "strict": True, **bounds}


def _default(schema: Any) -> dict[str, Any]:
    rewritten = {name: part for name, part in schema.items() if name not in {"schema", "ref", "metadata"}}
    rewritten["schema"] = _rewritten(schema["schema"])
    if "default" in schema and isinstance(schema["default"], tuple):
        if schema["default"]:
            raise _NotPlainError("default")
        del rewritten["default"]
        rewritten["default_factory"] = list
    elif "default" in schema and isinstance(schema["default"], BaseModel):
        raise _NotPlainError("default")
    return rewritten


def _around(schema: Any) -> dict[str, Any]:
    """A validator after one field, or a field that may be null: the same around the rewritten inside."""
    if schema["type"] == "function-after" and schema["schema"]["type"] == "model":
        raise _NotPlainError("validator over several fields")
    rewritten = {name: part for name, part in schema.items() if name not in {"schema", "ref", "metadata"}}
    return {**rewritten, "schema": _rewritten(schema["schema"])}


def _dict(schema: Any) -> dict[str, Any]:
    sides = {name: _rewritten(schema[name]) for name in ("keys_schema", "values_schema") if name in schema}
    bounds = {name: schema[name] for name in ("min_length", "max_length", "strict") if name in schema}
    return {"type": "dict", **sides, **bounds}


_REWRITES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "model": _model,
    "tuple": _tuple,
    "default": _default,
    "function-after": _around,
    "nullable": _around,
    "dict": _dict,
}
