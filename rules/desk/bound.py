"""Services of walled coverages from the managers' side: who is bound by what."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Bound:
    """Two indexes of what managers serve or served, of walled coverages only; derived, and empty without any."""

    by_manager: dict[str, dict[str, None]] = field(default_factory=dict)
    """Manager to the walled coverages he serves or served."""
    by_class: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)
    """Class to manager to those of its coverages he serves or served."""

    def put(self, manager_id: str, coverage_id: str, classes: Iterable[str]) -> None:
        """He serves a walled coverage."""
        self.by_manager.setdefault(manager_id, {})[coverage_id] = None
        for code in classes:
            self.by_class.setdefault(code, {}).setdefault(manager_id, {})[coverage_id] = None

    def take(self, manager_id: str, coverage_id: str, classes: Iterable[str]) -> None:
        """He does so no more, or it is walled no more."""
        _drop(self.by_manager, manager_id, coverage_id)
        for code in classes:
            of_class = self.by_class.get(code)
            if of_class is not None:
                _drop(of_class, manager_id, coverage_id)
                if not of_class:
                    del self.by_class[code]


def _drop(index: dict[str, dict[str, None]], key: str, entry: str) -> None:
    entries = index.get(key)
    if entries is not None:
        entries.pop(entry, None)
        if not entries:
            del index[key]
