"""Children of a labelled metric by the value of its one label, bound before they are needed."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Child = TypeVar("Child")


class Children(dict[str, Child], Generic[Child]):
    """
    `children[value]` is a plain look-up for the values known beforehand.

    A value of our own code that is missing in the catalogue gets its child on
    first use: an observer must not raise, and the tests say that it is missing.
    """

    def __init__(self, labels: Callable[[str], Child], values: Iterable[str]) -> None:
        super().__init__({value: labels(value) for value in values})
        self._labels = labels

    def __missing__(self, value: str) -> Child:
        child = self[value] = self._labels(value)
        return child
