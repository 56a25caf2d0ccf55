"""What was done in a round, and when: one JSON object a line, kept in the round's folder."""

import json
import threading
import time
from pathlib import Path
from typing import Any


class Diary:
    """Written by several threads; `t` counts seconds since the round began."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def elapsed(self) -> float:
        return time.monotonic() - self._began

    def note(self, what: str, **details: Any) -> None:
        line = json.dumps({"t": round(self.elapsed(), 3), "what": what, **details}, default=str)
        with self._lock:
            if not self._file.closed:
                self._file.write(line + "\n")
                self._file.flush()

    def close(self) -> None:
        with self._lock:
            self._file.close()
