"""What the commands of tariffs read from files: a policy's tariffs, a request, its terms."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import NOT_SO, USAGE, KontorError
from models.policy.tariffs import Tariffs

if TYPE_CHECKING:
    from pydantic import BaseModel

PolicyFile = Annotated[Path, typer.Option("--policy", help="The policy file (YAML).", metavar="FILE")]


def tariffs_in(file: Path) -> Tariffs:
    """Read the tariffs of a policy file; raises `KontorError` where there are none to be read."""
    from kontor.policy_file import read_policy
    from models.policy import InvalidPolicyError

    try:
        tariffs = read_policy(file).tariff_rules
    except InvalidPolicyError as wrong:
        raise KontorError(f"{file} is no valid policy: {wrong}", NOT_SO) from wrong
    if tariffs is None:
        raise KontorError(f"{file} has no tariffs", NOT_SO)
    return tariffs


def json_in(file: Path) -> Any:
    """Read a file of JSON."""
    import orjson

    try:
        return orjson.loads(file.read_bytes())
    except OSError as error:
        raise KontorError(f"{file} cannot be read: {error.strerror}", USAGE) from error
    except orjson.JSONDecodeError as error:
        raise KontorError(f"{file} is no JSON: {error}", USAGE) from error


def read_as(model: "type[BaseModel]", what: str, said: Any, file: Path) -> dict[str, Any]:
    """Check what a file says against a model; `what` names it for people."""
    from pydantic import ValidationError

    try:
        return model.model_validate(said).model_dump()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(piece) for piece in first["loc"]) or "the whole"
        raise KontorError(f"{file} has no {what} that can be read: {where}: {first['msg']}", USAGE) from wrong
