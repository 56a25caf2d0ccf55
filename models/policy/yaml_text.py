"""
Reading a policy file's YAML safely and without surprises.

Stricter than YAML 1.1: a key given twice is refused; only `true` and `false` are
truth values, so the country code `no` stays a word; dates stay text; `09:30` is no number.
"""

import re
from collections.abc import Hashable
from typing import Final

import yaml

from models.policy.invalid import UnreadablePolicyError


class _PolicyLoader(yaml.SafeLoader):
    """A safe loader of plain data that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002  PyYAML's own signature
        first: dict[object, yaml.Node] = {}
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key_node.tag == _MERGE or not isinstance(key, Hashable):
                continue
            if key in first:
                line = first[key].start_mark.line + 1
                problem = f"the key {key} is given twice, first in line {line}"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            first[key] = key_node
        return super().construct_mapping(node, deep)


_MERGE: Final = "tag:yaml.org,2002:merge"
_RESOLVED: Final = (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("tag:yaml.org,2002:int", r"[-+]?(0|[1-9][0-9_]*)", [*"-+0123456789"]),
    ("tag:yaml.org,2002:float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?|\.(inf|nan))", [*"-+.0123456789"]),
    (_MERGE, r"<<", ["<"]),
)
"""Which plain words are no text: tag, pattern, and what such a word may begin with."""

_PolicyLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _beginnings in _RESOLVED:
    _PolicyLoader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _beginnings)


def mapping_of(text: str | bytes) -> dict[str, object]:
    """Read `text` as one YAML map; raises `UnreadablePolicyError` with a sentence that names line and column."""
    try:
        said: object = yaml.load(text, Loader=_PolicyLoader)  # noqa: S506  a SafeLoader
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise UnreadablePolicyError(f"{where}{wrong.problem or wrong.context}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise UnreadablePolicyError(" ".join(str(wrong).split())) from None
    except RecursionError:
        raise UnreadablePolicyError("it is nested too deep") from None
    if not isinstance(said, dict):
        raise UnreadablePolicyError("it must be a map of keys, like `name: head-office`")
    return said
