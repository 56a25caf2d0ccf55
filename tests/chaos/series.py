"""A series of rounds on one ground, with a line for each in the results."""

import contextlib
import json
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Self

from tests.chaos.drawing import draw
from tests.chaos.ground import Ground
from tests.chaos.installing import remove
from tests.chaos.nursery import ROOT, Nursery
from tests.chaos.plan import Plan
from tests.chaos.recorder import record_topics
from tests.chaos.round import Round
from tests.chaos.verdict import Truth, truth_of


class Series:
    """Starts the brokers, runs rounds, keeps the folders of those that failed."""

    def __init__(self, folder: Path, brokers: int = 1, *, results: Path | None = None, keep: bool = False) -> None:
        self.folder = folder
        self.ground = Ground(folder / f"ground-{brokers}", brokers)
        self.nursery = Nursery()
        self.truths: list[Truth] = []
        self._results = results
        self._keep = keep
        self._code = _commit()

    def __enter__(self) -> Self:
        self.ground.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.nursery.close()
        self.ground.stop()

    def round(self, seed: int, alone: str | None = None) -> bool:
        """One round; whether it was good."""
        return self.play(draw(seed, self.ground.size, alone))

    def play(self, plan: Plan) -> bool:
        began = time.monotonic()
        played = Round(
            plan, self.ground, self.folder / f"round-{plan.brokers}-{plan.seed}-{int(time.time())}", self.nursery
        )
        truth = Truth()
        try:
            played.run()
            truth = truth_of(played)
        except Exception:  # noqa: BLE001  # reason: a failure of the harness is a failed round, the next one comes
            truth.violations.append(f"the harness failed: {traceback.format_exc()}")
        finally:
            played.abandon()
            played.diary.note("verdict", violations=truth.violations, figures=truth.figures)
            played.diary.close()
        self.truths.append(truth)
        line = {"seed": plan.seed, "brokers": plan.brokers, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        line |= {"code": self._code} if self._code else {}
        line |= {"mutant": plan.mutant} if plan.mutant else {}
        line |= {"seconds": round(time.monotonic() - began, 1), "cleaner": plan.cleaner, "lease": plan.lease}
        line |= {"tariffs": True} if plan.tariffs else {}
        self._tell({**line, **truth.figures, "violations": truth.violations})
        good = not truth.violations
        if not good:
            record_topics(played)
        if good and not self._keep:
            shutil.rmtree(played.folder, ignore_errors=True)
        remove(played.settings)
        return good

    def _tell(self, line: dict[str, Any]) -> None:
        if self._results is not None:
            self._results.parent.mkdir(parents=True, exist_ok=True)
            with self._results.open("a", encoding="utf-8") as results:
                results.write(json.dumps({**line, "violations": _brief(line["violations"])}) + "\n")
        shown = {name: line.get(name) for name in ("faults", "contacts", "published again", "longest pause s")}
        told = ", ".join(f"{value} {name}" for name, value in shown.items())
        words = "good" if not line["violations"] else "FAILED\n  " + "\n  ".join(line["violations"][:12])
        who = f"mutant {line['mutant']}, " if "mutant" in line else ""
        sys.stdout.write(
            f"{who}round {line['seed']} ({line['brokers']} brokers, {line['seconds']} s): {told}: {words}\n"
        )
        sys.stdout.flush()


def _brief(violations: list[str]) -> list[str]:
    """The first of each invariant; the round's diary has them all."""
    firsts: dict[str, str] = {}
    for sentence in violations:
        told = sentence[:2], sentence[:300]
        code, short = told if sentence[:1] == "I" else (sentence[:20], sentence[-300:])
        firsts.setdefault(code, short)
    return list(firsts.values())


def _commit() -> str:
    """Which code runs: a seed draws the same faults only from the same catalogue. Empty outside a checkout."""
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        commit = _git("rev-parse", "--short=10", "HEAD")
        changed = _git("status", "--porcelain", "--", "agents", "kontor", "models", "rules", "streams", "tests")
        return f"{commit}+" if changed else commit
    return ""


def _git(*asked: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *asked], capture_output=True, text=True, check=True).stdout.strip()
