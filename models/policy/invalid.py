"""What is wrong with a policy, as sentences that name the place and the key."""

import difflib
import inspect
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.policy.part import Part

Place = tuple[int | str, ...]
_SHOWN: Final = 60


class UnreadablePolicyError(ValueError):
    """The text is no YAML map; the message is one sentence."""


class InvalidPolicyError(ValueError):
    """The policy is readable and wrong; one sentence for each thing wrong, each beginning with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the sentences; the message is all of them."""
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("; ".join(self.problems))


def problems_of(policy: type[Part], wrong: ValidationError, at: Place = ()) -> tuple[str, ...]:
    """Turn pydantic's findings about `policy` into sentences; `at` is the place of the whole in the file."""
    found = wrong.errors(include_url=False)
    inside = {each["loc"][:depth] for each in found for depth in range(len(each["loc"]))}
    # A list whose only element is wrong is also "too short" to pydantic: the element's own sentence suffices.
    told = (each for each in found if not (each["type"] == "too_short" and each["loc"] in inside))
    return tuple(_sentence(policy, each, at) for each in told)


def place_of(loc: Iterable[int | str]) -> str:
    """Write a place as people do: `lines[0].steps[1].after_s`; the first of a list is 0, as in decisions."""
    written = ""
    for piece in loc:
        written += f"[{piece}]" if isinstance(piece, int) else f".{piece}" if written else piece
    return written or "the policy"


def _sentence(policy: type[Part], found: ErrorDetails, at: Place) -> str:
    loc: Place = tuple(found["loc"])
    kind, value, bounds = found["type"], found["input"], found.get("ctx", {})
    where = place_of((*at, *loc))
    if kind == "extra_forbidden":
        return f"{where}: unknown key; {_nearest(policy, loc)}"
    if kind == "missing":
        return f"{where}: missing, and it has no default"
    if kind == "value_error":
        return f"{where}: {bounds['error']}"
    if kind == "literal_error":
        return f"{where}: must be {bounds['expected']}, not {_shown(value)}"
    return f"{where}: must be {_wanted(kind, bounds)}, not {_shown(value)}"


def _wanted(kind: str, bounds: Mapping[str, object]) -> str:
    edge = next((bounds[name] for name in ("ge", "le", "min_length", "max_length") if name in bounds), None)
    wanted = {
        "int_type": "a whole number",
        "greater_than_equal": f"at least {edge}",
        "less_than_equal": f"at most {edge}",
        "bool_type": "true or false",
        "string_type": "text (in quotes where YAML would read a number or a truth value)",
        "string_too_short": "text that is not empty",
        "string_too_long": f"text of at most {edge} characters",
        "string_pattern_mismatch": "a name like Europe/Moscow",
        "tuple_type": "a list",
        "too_short": "a list of at least one" if edge == 1 else f"a list of {edge}",
        "too_long": f"a list of {edge}",
        "model_type": "a map of keys",
        "dict_type": "a map of keys",
        "mapping_type": "a map of keys",
    }
    return wanted.get(kind, f"other ({kind})")


def _shown(value: object) -> str:
    try:
        text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _nearest(policy: type[Part], loc: Place) -> str:
    """Name the known key nearest to the unknown one: of its own section, else one that stands elsewhere."""
    unknown = str(loc[-1])
    section = _part_at(policy, loc[:-1])
    own = difflib.get_close_matches(unknown, section.model_fields, n=1, cutoff=0.6)
    if own:
        return f"did you mean {own[0]}?"
    everywhere = dict(_places(policy, ()))
    elsewhere = difflib.get_close_matches(unknown, everywhere, n=1, cutoff=0.8)
    if elsewhere:
        return f"did you mean {place_of(everywhere[elsewhere[0]])}?"
    nearest = difflib.get_close_matches(unknown, section.model_fields, n=1, cutoff=0.0)[0]
    return f"the nearest known one is {nearest}"


def _part_at(policy: type[Part], loc: Sequence[int | str]) -> type[Part]:
    section = policy
    for piece in loc:
        if isinstance(piece, str) and piece in section.model_fields:
            section = next(_parts_in(section.model_fields[piece].annotation), section)
    return section


def _places(policy: type[Part], at: Place) -> Iterator[tuple[str, Place]]:
    """Every key of the whole with its place; of two places the later one found, which is the shallower, counts."""
    for key, field in policy.model_fields.items():
        for inner in _parts_in(field.annotation):
            yield from _places(inner, (*at, key))
        yield key, (*at, key)


def _parts_in(annotation: object) -> Iterator[type[Part]]:
    """Sections that may stand where `annotation` says: itself, an optional one, a list of them."""
    if inspect.isclass(annotation) and issubclass(annotation, Part):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _parts_in(inner)
