"""The figures of `docs/guarantee.md`, from the lines that rounds have left behind in `docs/chaos/`."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.chaos.fault import ALONE, CLUSTER
from tests.chaos.faults import CATALOGUE
from tests.chaos.faults.zombies import GUARDS, STEPS, name_of
from tests.chaos.mutants import NAMES, sentence_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "chaos"
ROUNDS, EARLIER, MUTANTS, SOAKS = (FOLDER / f"{name}.jsonl" for name in ("rounds", "earlier", "mutants", "soak"))


def lines_of(file: Path) -> list[dict[str, Any]]:
    """What rounds have appended; nothing where there is no file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def tables(
    rounds: list[dict[str, Any]], earlier: list[dict[str, Any]], mutants: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """
    Each generated table of the page, by the name that stands between its marks.

    `earlier` are the rounds of code before the last mend that a round asked for.
    """
    return {
        "figures": _figures(rounds),
        "earlier": _earlier(earlier),
        "failed": _failed([*earlier, *rounds]),
        "faults": _faults(rounds),
        "zombies": _zombies(rounds),
        "mutants": _mutants(mutants),
        "seeds": _seeds(rounds),
        "soak": _soak(lines_of(SOAKS)),
    }


def _soak(soaks: list[dict[str, Any]]) -> list[str]:
    """A row for what was sampled in each soak: medians of its quarters; the first is left to warm up."""
    table = ["| soak | contacts | what | 1st quarter | 2nd | 3rd | last |", "|---|---|---|---|---|---|---|"]
    for line in soaks:
        name = f"{line['at'][:10]}, {line['minutes']:g} min, {line['rate']:g} records/s"
        levels = {f"memory of {who}, MiB": levels for who, levels in line["memory MiB"].items()}
        for what, quarters in {**levels, "lag of the group, records": line["lag"]}.items():
            told = " | ".join(f"{level:g}" for level in quarters)
            table.append(f"| {name} | {line['contacts']:,} | {what} | {told} |")
    return table


def _figures(rounds: list[dict[str, Any]]) -> list[str]:
    def total(name: str) -> int:
        return sum(line.get(name) or 0 for line in rounds)

    def most(name: str) -> float:
        return max((line.get(name) or 0 for line in rounds), default=0)

    by_size = Counter(line["brokers"] for line in rounds)
    kinds = {name for line in rounds for name in line.get("by fault", {})}
    rows = {
        "rounds": f"{len(rounds)} ({by_size[1]} on one broker, {by_size[3]} on three)",
        "of them with an aggressive log cleaner": f"{sum(bool(line.get('cleaner')) for line in rounds)}",
        "of them with tariffs": f"{sum(bool(line.get('tariffs')) for line in rounds)}",
        "of them with no worker's lease on": f"{sum(not line.get('lease', True) for line in rounds)}",
        "faults": f"{total('faults'):,} of {len(kinds)} kinds",
        "contacts opened and acknowledged to the bank": f"{total('contacts'):,}",
        "records acknowledged to the bank": f"{total('records'):,}",
        "decisions": f"{total('decisions'):,}",
        "versions of tariff offers asked for": f"{total('offers asked for'):,}",
        "records said of tariffs": f"{total('said of offers'):,}",
        "lost (I1, I5)": _broken(rounds, "I1", "I5"),
        "decided twice or differently (I2, I3, I6)": _broken(rounds, "I2", "I3", "I6"),
        "above capacity, or a wrong load (I4)": _broken(rounds, "I4"),
        "not caught up in time (I7)": _broken(rounds, "I7"),
        "dead letters missing, or of sound records (I8)": _broken(rounds, "I8"),
        "dead letters": f"{total('dead letters'):,}",
        "decisions published again, the same to the byte": f"{total('published again'):,}",
        "records in journals by workers that had lost them": f"{total('stale records'):,}, none of which counts",
        "last values set back by workers whose lease was off": f"{total('views set back'):,}",
        "longest time from a contact's opening to its first decision": f"{most('longest pause s'):g} s",
        "longest time to catch up after the last fault": f"{most('caught up in s'):g} s",
    }
    return ["| what | how much |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())]


def _earlier(rounds: list[dict[str, Any]]) -> list[str]:
    good = sum(not line["violations"] for line in rounds)
    faults = sum(line.get("faults") or 0 for line in rounds)
    return [
        "| rounds | faults | good | failed |",
        "|---|---|---|---|",
        f"| {len(rounds)} | {faults:,} | {good} | {len(rounds) - good} |",
    ]


def _broken(rounds: list[dict[str, Any]], *codes: str) -> str:
    """Rounds, not records: one mistake can show in thousands."""
    broken = sum(any(sentence.startswith(codes) for sentence in line["violations"]) for line in rounds)
    return f"in {broken} rounds" if broken else "0"


def _failed(rounds: list[dict[str, Any]]) -> list[str]:
    rows = [
        f"| {line['seed']} | {line['brokers']} | {line.get('code', '')} | {_words(line['violations'][0])} |"
        for line in rounds
        if line["violations"]
    ]
    return ["| seed | brokers | code | first finding |", "|---|---|---|---|", *rows] if rows else ["No round failed."]


def _words(sentence: str) -> str:
    return sentence.strip().splitlines()[-1].split(" ({")[0].replace("|", "/")[:160]


def _faults(rounds: list[dict[str, Any]]) -> list[str]:
    done: Counter[str] = Counter()
    for line in rounds:
        done.update(line.get("by fault", {}))
    rows = []
    for fault in CATALOGUE:
        if fault.family == "zombies":
            continue
        needs = ", ".join(sorted(fault.needs & {CLUSTER, ALONE})) or "-"
        rows.append(f"| {fault.name} | {fault.sentence} | {needs} | {done[fault.name]} |")
    return ["| fault | what happens | needs | times |", "|---|---|---|---|", *rows]


def _zombies(rounds: list[dict[str, Any]]) -> list[str]:
    done: Counter[tuple[str, bool]] = Counter()
    for line in rounds:
        for name, times in line.get("by fault", {}).items():
            done[name, bool(line.get("cleaner"))] += times
    rows = [
        f"| `{step}` | {' | '.join(f'{done[name, False]} + {done[name, True]}' for name in names)} |"
        for step in STEPS
        for names in ([name_of(step, guard) for guard in GUARDS],)
    ]
    head = "| stopped at | its lease on | its lease off | the journal alone |"
    return [head, "|---|---|---|---|", *rows]


def _mutants(lines: list[dict[str, Any]]) -> list[str]:
    latest = {line["mutant"]: line for line in lines if "mutant" in line}
    rows = []
    for name in NAMES:
        found = latest[name]["violations"] if name in latest else []
        codes = sorted({sentence[:2] for sentence in found if sentence[0] == "I"})
        other = "not tried" if name not in latest else "its own end" if found else "**survived**"
        told = ", ".join(codes) or other
        rows.append(f"| {name.replace('_', ' ')} | {sentence_of(name)} | {told} |")
    return ["| mutant | what it does | rejected by |", "|---|---|---|", *rows]


def _seeds(rounds: list[dict[str, Any]]) -> list[str]:
    played: dict[tuple[str, int], list[int]] = {}
    for line in rounds:
        played.setdefault((line.get("code", "not noted"), line["brokers"]), []).append(line["seed"])
    rows = [f"| {code} | {brokers} | {_ranges(seeds)} |" for (code, brokers), seeds in played.items()]
    return ["| code | brokers | seeds |", "|---|---|---|", *rows]


def _ranges(seeds: Iterable[int]) -> str:
    """As in `1-4, 7`."""
    told: list[list[int]] = []
    for seed in sorted(set(seeds)):
        if told and told[-1][1] == seed - 1:
            told[-1][1] = seed
        else:
            told.append([seed, seed])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in told)
