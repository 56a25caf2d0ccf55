"""Two published records compared: the same but for the epoch, or what differs."""

import re
from typing import Any, Final

import orjson

_EPOCH: Final = re.compile(rb'"epoch":[0-9]+')
_TEXT_SHOWN: Final = 200


def without_epoch(value: bytes) -> bytes:
    """
    A decision with epoch 0, as a fold gives it.

    The first `"epoch":` is the field itself: in a text its quotation marks would be escaped.
    """
    return _EPOCH.sub(b'"epoch":0', value, count=1)


def differences(expected: bytes | None, found: bytes | None) -> tuple[Any, Any]:
    """What differs of two values: the fields that are not alike, by name; else the values themselves."""
    left, right = _fields(expected), _fields(found)
    if left is None or right is None:
        return shown(expected), shown(found)
    unlike = [name for name in {**left, **right} if left.get(name) != right.get(name)]
    if not unlike:
        return shown(expected), shown(found)
    return {name: left.get(name) for name in unlike}, {name: right.get(name) for name in unlike}


def shown(value: bytes | None) -> Any:
    """A value for people: null, its JSON when it is short, else its beginning."""
    if value is None:
        return None
    text = value.decode(errors="replace")
    return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}… ({len(value)} bytes)"


def _fields(value: bytes | None) -> dict[str, Any] | None:
    try:
        parsed = orjson.loads(value or b"null")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(parsed, dict):
        return None
    data = parsed.pop("data", None)
    if not isinstance(data, dict):
        return parsed
    data.pop("epoch", None)
    return parsed | {f"data.{name}": value for name, value in data.items()}
