"""Where settings come from, and what is said when one of them is wrong."""

import difflib
import os
import re
import sys
from collections.abc import Iterable
from typing import Any, Final

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsError

from models.errors import KontorError
from streams.settings import PREFIX, Settings

NOT_SETTINGS: Final = re.compile(r"KONTOR_(TEST_\w+|LAUNCHER_FD|STATUS_FD|WEB_SOCKET)")
"""What our own processes and tests tell each other; nobody sets these by hand."""
_KUBERNETES: Final = re.compile(r"KONTOR_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP)\w*)?)")
"""What Kubernetes puts into every pod beside a service whose name begins with `kontor`."""
_NEAR: Final = 0.8


def load_settings(**given: Any) -> Settings:
    """
    The settings of this process: `given` first, then the environment, then `.env`, then the defaults.

    Raises `KontorError` naming the setting that is wrong, or the one probably meant
    by a variable that is no setting; a variable that resembles none is warned about.
    """
    refuse_unknown(list(os.environ) + list(dotenv_values(".env")))
    try:
        return Settings(**given)
    except ValidationError as error:
        raise KontorError(_sentence(error)) from error
    except SettingsError as error:
        raise KontorError(f"The settings cannot be read: {error}.") from error


def setting_names() -> list[str]:
    """Every setting's full name, in the order of the catalogue."""
    return [PREFIX + name.upper() for name in Settings.model_fields]


def refuse_unknown(variables: Iterable[str]) -> None:
    """Raise for a KONTOR_ variable that is nearly a setting; warn of one that is nothing like it."""
    known = setting_names()
    for variable in sorted(set(variables)):
        name = variable.upper()
        if not name.startswith(PREFIX) or name in known or NOT_SETTINGS.fullmatch(name) or _KUBERNETES.fullmatch(name):
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=_NEAR)
        if near:
            raise KontorError(f"{variable} is not a setting; {near[0]} is probably meant.")
        print(f"kontor: {variable} is not a setting and is ignored.", file=sys.stderr)  # noqa: T201  # reason: for people


def _sentence(error: ValidationError) -> str:
    """One sentence on the first thing that is wrong; a secret's value is never shown."""
    first = error.errors(include_url=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"{message}."
    field = str(first["loc"][0])
    name = PREFIX + field.upper()
    about = Settings.model_fields[field]
    shown = "" if SecretStr in _kinds(about.annotation) else f" {first['input']!r}"
    return f"{name}{shown} will not do: {message}. {about.description}"


def _kinds(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", (annotation,))
