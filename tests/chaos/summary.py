"""`python -m tests.chaos.summary`: the figures of `docs/guarantee.md`, from the lines that rounds have left behind."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.chaos.fault import ALONE, CLUSTER
from tests.chaos.faults import CATALOGUE
from tests.chaos.mutants import NAMES, sentence_of

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results.jsonl")
PAGE = ROOT / "docs" / "guarantee.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def figures(lines: Iterable[dict[str, Any]]) -> str:
    """The generated part of the page."""
    told = list(lines)
    rounds = [line for line in told if "mutant" not in line]
    return "\n".join([*_totals(rounds), "", *_faults(rounds), "", *_mutants(told)])


def _totals(rounds: list[dict[str, Any]]) -> list[str]:
    def total(name: str) -> int:
        return sum(line.get(name) or 0 for line in rounds)

    def most(name: str) -> float:
        return max((line.get(name) or 0 for line in rounds), default=0)

    broken = [line for line in rounds if line["violations"]]
    by_size = Counter(line["brokers"] for line in rounds)
    rows = {
        "rounds": f"{len(rounds)} ({by_size[1]} on one broker, {by_size[3]} on three)",
        "faults": f"{total('faults'):,} of {len({name for line in rounds for name in line.get('by fault', {})})} kinds",
        "contacts opened and acknowledged": f"{total('contacts'):,}",
        "records acknowledged to the bank": f"{total('records'):,}",
        "decisions": f"{total('decisions'):,}",
        "lost": _of_kind(rounds, "I1", "I5"),
        "decided twice, or differently": _of_kind(rounds, "I2", "I3", "I6"),
        "above capacity, or a wrong load": _of_kind(rounds, "I4"),
        "dead letters: missing, or of sound records": _of_kind(rounds, "I8"),
        "decisions published again, the same to the byte": f"{total('published again'):,}",
        "dead letters": f"{total('dead letters'):,}",
        "records in journals by workers that had lost them": f"{total('stale records'):,}, none of which counts",
        "longest time from a contact's opening to its first decision": f"{most('longest pause s'):g} s",
        "longest time to catch up after the last fault": f"{most('caught up in s'):g} s",
        "rounds with an aggressive log cleaner": str(sum(bool(line.get("cleaner")) for line in rounds)),
        "rounds without the lease": str(sum(not line.get("lease", True) for line in rounds)),
        "seeds on one broker": _seeds(line["seed"] for line in rounds if line["brokers"] == 1),
        "seeds on three brokers": _seeds(line["seed"] for line in rounds if line["brokers"] == 3),
        "rounds failed": str(len(broken)),
    }
    return ["| what | how much |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())]


def _of_kind(rounds: list[dict[str, Any]], *codes: str) -> str:
    return str(sum(sentence.startswith(codes) for line in rounds for sentence in line["violations"]))


def _seeds(seeds: Iterable[int]) -> str:
    """Ranges: 1-4, 7."""
    told: list[list[int]] = []
    for seed in sorted(set(seeds)):
        if told and told[-1][1] == seed - 1:
            told[-1][1] = seed
        else:
            told.append([seed, seed])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in told) or "none"


def _faults(rounds: list[dict[str, Any]]) -> list[str]:
    done: Counter[str] = Counter()
    for line in rounds:
        done.update(line.get("by fault", {}))
    rows = []
    for fault in CATALOGUE:
        needs = ", ".join(sorted(fault.needs & {CLUSTER, ALONE})) or "-"
        rows.append(f"| {fault.name} | {fault.sentence} | {needs} | {done[fault.name]} |")
    return ["| fault | what happens | needs | times |", "|---|---|---|---|", *rows]


def _mutants(lines: list[dict[str, Any]]) -> list[str]:
    rows = []
    for name in NAMES:
        rounds = [line for line in lines if line.get("mutant") == name]
        codes = Counter(sentence[:2] for line in rounds for sentence in line["violations"] if sentence[0] == "I")
        told = ", ".join(sorted(codes)) or ("not tried" if not rounds else "**survived**")
        rows.append(f"| {name.replace('_', ' ')} | {sentence_of(name)} | {told} |")
    return ["| mutant | what it does | rejected by |", "|---|---|---|", *rows]


def main() -> int:
    """Put the figures into the page."""
    lines = [json.loads(line) for line in RESULTS.read_text("utf-8").splitlines()]
    page = PAGE.read_text("utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{figures(lines)}\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
