"""Terms and a forecast as people asked for them: without the fields that reading them has filled in inside."""

from collections.abc import Mapping
from typing import Any, Final

_PARTS: Final = ("window", "benefit")
"""Parts of terms that have other fields of each kind: those of the others are null in what was read."""


def terms_asked(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Terms, their window and their benefit with the fields of its own kind alone."""
    return {**terms, **{part: without_nulls(terms[part]) for part in _PARTS}}


def forecast_asked(forecast: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A forecast; contributions that it leaves to the price list stay unsaid."""
    return None if forecast is None else without_nulls(forecast)


def without_nulls(said: Mapping[str, Any]) -> dict[str, Any]:
    """What of an object is said at all."""
    return {name: value for name, value in said.items() if value is not None}
