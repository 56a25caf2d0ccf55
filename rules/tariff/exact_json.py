"""
JSON whose whole numbers may be of any size.

One record holds at most 64 bits, but sums of money have no such end, and a writer that refuses them would
stop the worker at a record it can never pass.
"""

import json
import re
from typing import Any, Final

import orjson

_MAY_BE_LARGE: Final = re.compile(rb"[0-9]{19}")


def dumps(value: object) -> bytes:
    """Encode compactly; numbers beyond 64 bits as they are."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def loads(data: bytes) -> Any:
    """Decode; numbers beyond 64 bits exactly, where orjson would give floats."""
    return json.loads(data) if _MAY_BE_LARGE.search(data) else orjson.loads(data)
