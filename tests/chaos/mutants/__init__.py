"""Deliberately broken workers, each of which the harness must find out."""

from importlib import import_module


def build_in(name: str) -> None:
    """Make the mistake of `tests/chaos/mutants/<name>.py` in this process."""
    import_module(f"tests.chaos.mutants.{name}").build_in()
