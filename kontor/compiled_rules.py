"""Whether the rules run as they are written, or compiled from the same source (`make compiled`)."""

from importlib.util import find_spec


def how_rules_run() -> str:
    """`compiled` or `interpreted`."""
    spec = find_spec("rules.desk.desk")
    assert spec is not None
    return "interpreted" if spec.origin is None or spec.origin.endswith(".py") else "compiled"
