"""A recording replayed by processes that hash otherwise."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from models.instants import format_instant


def replayed_alike(texts: Iterable[bytes], until_ms: int, folder: Path) -> bytes:
    """What `kontor replay` says of the lines of a recording; the same under two hash seeds."""
    file = folder / "recording.jsonl"
    file.write_bytes(b"".join(text if text.endswith(b"\n") else text + b"\n" for text in texts))
    given = {
        subprocess.run(
            [sys.executable, "-m", "kontor", "replay", "--until", format_instant(until_ms), str(file)],
            check=True, capture_output=True, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("0", "7")
    }  # fmt: skip
    (bytes_out,) = given
    return bytes_out
