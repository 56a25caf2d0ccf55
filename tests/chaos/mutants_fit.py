"""`python -m tests.chaos.mutants_fit`: builds every mistake in, and says what it would replace that is not there."""

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from kontor.entry import put_rooms_first
from tests.chaos.mutants import NAMES


def complaints() -> list[str]:
    """A sentence for each replaced name that the code does not have, or calls in another way."""
    told: list[str] = []
    for mutant in NAMES:
        replaced: list[str] = []

        def replace(where: Any, name: str, what: Any, mutant: str = mutant, replaced: list[str] = replaced) -> None:
            place = f"{where.__name__}.{name}"
            if not hasattr(where, name):
                told.append(f"{mutant}: there is no {place}")
            elif not _callable_alike(getattr(where, name), what):
                told.append(f"{mutant}: {place} is called in another way")
            replaced.append(place)
            setattr(where, name, what)

        module = import_module(f"tests.chaos.mutants.{mutant}")
        vars(module)["setattr"] = replace
        module.build_in()
        if not replaced:
            told.append(f"{mutant}: it replaces nothing")
    return told


def _callable_alike(old: Callable[..., Any], new: Callable[..., Any]) -> bool:
    """Whether `new` takes the arguments that `old` must be given."""
    needed = [
        parameter
        for parameter in inspect.signature(old).parameters.values()
        if parameter.default is inspect.Parameter.empty
        and parameter.kind in {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    ]
    try:
        inspect.signature(new).bind(*needed)
    except TypeError:
        return False
    return True


def main() -> int:
    put_rooms_first()
    told = complaints()
    sys.stdout.write("".join(f"{sentence}\n" for sentence in told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
