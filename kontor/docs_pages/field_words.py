"""
What the models say of their fields.

Read from the sources, where a string stands below a field: pydantic can do the same at every
start of every process, which costs a worker a fifth of a second for words it never shows.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Final

import models.messages

_BASES: Final = "(bases)"


def words_of(model: str, field: str) -> str | None:
    """The sentence below `field` in the class named `model` or the nearest of its bases; None if there is none."""
    here = _classes().get(model)
    if here is None:
        return None
    if field in here:
        return here[field]
    return next((words for base in here[_BASES].split() if (words := words_of(base, field)) is not None), None)


@cache
def _classes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for folder in models.messages.__path__:
        for file in sorted(Path(folder).glob("*.py")):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    found[node.name] = {_BASES: " ".join(ast.unparse(base) for base in node.bases), **_fields(node)}
    return found


def _fields(node: ast.ClassDef) -> dict[str, str]:
    words = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            words[field.target.id] = " ".join(below.value.value.split())
    return words
