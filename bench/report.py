"""Sections of `docs/performance.md`; a run of some parts leaves the other sections as they are."""

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.failover import RATE, WORKERS, Pause, allowed_ms
from bench.growth import Grown
from bench.latency import Latency
from bench.machine import Range, describe, load_average
from bench.recovery import Recovery
from bench.replay_speed import Replay
from bench.rules_alone import Setting
from bench.tariffs_alone import Cost
from bench.throughput import FAUST, FLOOR, KONTOR, Subject
from kontor.compiled_rules import how_rules_run

PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"
PARTS: Final = ("throughput", "latency", "rules", "recovery", "failover", "growth", "replay", "tariffs", "activity")
HEAD: Final = """# Performance, as measured

Written by `make bench` itself (`python -m bench`); what is measured and how stands in each section. Only ratios within
one run carry over to other machines. Percentiles are nearest-rank.
"""
_SECTION: Final = re.compile(r"<!-- ([\w-]+) -->\n(.*?)<!-- end -->\n", re.DOTALL)


def write(sections: Mapping[str, str], command: str) -> None:
    """Replace the sections that were measured now."""
    old = dict(_SECTION.findall(PAGE.read_text(encoding="utf-8"))) if PAGE.exists() else {}
    day = time.strftime("%Y-%m-%d", time.gmtime())
    stamp = f"`{command}` on {day}; {describe()}; load average {load_average()} at the end.\n"
    compiled = how_rules_run() == "compiled"
    new = {_name(part, compiled=compiled): f"{text}\n{stamp}" for part, text in sections.items()}
    if compiled:  # a heading that says so
        new = {name: text.replace("\n", ", with compiled rules\n", 1) for name, text in new.items()}
    names = [_name(part, compiled=each) for part in PARTS for each in (False, True)]
    parts = [f"<!-- {name} -->\n{(old | new)[name]}<!-- end -->\n" for name in names if name in old | new]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def _name(part: str, *, compiled: bool) -> str:
    return f"{part}-compiled" if compiled else part


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def throughput(subjects: Mapping[str, Subject], contacts: int, partitions: int) -> str:
    """Section: CPU beside the floor and stock Faust."""
    floor, kontor, faust = (subjects[name].cpu_ms_per_1000 for name in (FLOOR, KONTOR, FAUST))
    rows = []
    for name, each in subjects.items():
        times = f"{each.cpu_ms_per_1000.median / floor.median:.2f}"
        rows.append((name, each.cpu_ms_per_1000, times, f"{each.events_per_s.median:.0f}"))
    ours, theirs = kontor.median / floor.median, faust.median / kontor.median
    return (
        "## Kontor beside its floor\n\n"
        f"{contacts} contacts, opened and closed ({2 * contacts} events of the CRM), published as fast as the broker"
        f" takes them; {partitions} partitions; a sixtieth of it for stock Faust. CPU: user and system, all threads,"
        " launcher included, from the first event to the last acknowledgement. The floor runs the very same folds in"
        " one process with librdkafka, one hop, and writes the same rows and messages, without fence, outbox and"
        " take-over; Kontor's figure includes its three hops (collect, intake, desk). Median and range of the repeats,"
        " interleaved.\n\n"
        + table(("who", "CPU ms per 1000 events", "x floor", "events/s"), rows)
        + f"\n**Kontor / floor = {ours:.2f}; stock Faust / Kontor = {theirs:.1f}.**\n"
    )


def latency(rows: Sequence[Latency]) -> str:
    """Section: open loop."""
    cells = [(r.rate, r.decided, r.p50, r.p90, r.p99, r.worst, f"{r.cores:.2f}", r.load) for r in rows]
    head = ("contacts/s", "measured", "p50 ms", "p90 ms", "p99 ms", "worst ms", "worker's cores", "load average")
    return (
        "## From event to decision\n\n"
        "Contacts opened on a fixed schedule (open loop) and closed 0.15 s later, so twice as many events; from the"
        " instant a contact was to be sent to the broker's append time of its first decision. Generator, broker and"
        " worker share the machine; the first three seconds are left out.\n\n" + table(head, cells)
    )


def rules(rows: Sequence[Setting]) -> str:
    """Section: the rules alone."""
    cells = [
        (r.managers, r.waiting, r.cost.floor_us, r.cost.decided_us, _times(r.cost.decided_us, r.cost.floor_us),
         f"{r.cost.against_first.median:.2f}", r.cost.opened_us, r.cost.contact_us, r.assigned, r.of_all)
        for r in rows
    ]  # fmt: skip
    head = ("managers", "waiting", "floor us", "us per decision", "times the floor", "times the first row",
            "us with its rows", "us per contact, opened and closed", "assigned", "among all managers")  # fmt: skip
    return (
        "## The rules alone\n\n"
        "CPU of the desk's fold, full rules, no bus: one desk; the waiting ones wait for a skill whose only holder is"
        " away. The floor: the same commands decoded and the same messages encoded, and nothing else. A decision: from"
        " the command of a contact that is assigned at once to its messages, the explanation and the manager's load"
        " among them; then with its rows encoded; then with its end, rows encoded. Most are their incumbent's and look"
        " at nobody else; those decided among all managers are counted. The desks take turns; what stands against the"
        " first row is the median over the rounds.\n\n" + table(head, cells)
    )


def _times(figure: Range, floor: Range) -> str:
    return f"{figure.median / floor.median:.1f}"


def recovery(result: Recovery) -> str:
    """Section: taking over."""
    ratio = result.kontor_per_s.median / result.bare_per_s.median
    rows = [("recovery of the desk's journal", f"{result.kontor_per_s.median:.0f}"),
            ("bare aiokafka read and orjson decode", f"{result.bare_per_s.median:.0f}")]  # fmt: skip
    return (
        f"## Recovery of a journal\n\n{result.records} records; read, interpreted and built into desks, in turn with a"
        " bare read of the same topic.\n\n" + table(("what", "records/s"), rows) + f"\n**Ratio {ratio:.2f}.**\n"
    )


def failover(pauses: Sequence[Pause], session_s: float) -> str:
    """Section: workers die, leave and join."""
    rows = []
    for each in pauses:
        allowed = allowed_ms(each, session_s)
        kept = "yes" if each.pauses.high <= allowed else "no"
        rows.append((each.kind, each.whose, each.events, each.before, each.pauses, allowed, kept))
    return (
        f"## Failover\n\n{WORKERS} workers with a launcher each, {RATE} contacts a second over all desks,"
        f" `KONTOR_SESSION_S` {session_s:g}; everything on this one machine, the start of the new processes included."
        " For each event the longest wait of a contact for its first decision, from the event (or its own instant, if"
        " later) to the broker's append time; until the next event, so the return of the killed worker counts too."
        " The longest wait in the two seconds before stands beside it. Median and range over the events.\n\n"
        + table(("event", "whose desks", "events", "before ms", "longest pause ms", "goal ms", "kept"), rows)
    )


def growth(rows: Sequence[Grown]) -> str:
    """Section: a worker starts on a large journal."""
    cells = [
        (r.finished, r.open, r.records, f"{r.bytes / 2**20:.0f}", f"{r.seconds:.1f}", f"{r.peak / 2**20:.0f}",
         f"{r.held / 2**20:.0f}") for r in rows
    ]  # fmt: skip
    head = ("finished contacts", "open", "journal records", "MiB", "ready after s", "peak RSS MiB", "RSS then MiB")
    return (
        "## Start on a large journal\n\n`kontor worker` is started on journals that hold a horizon's finished"
        " contacts and the open ones, for the intake (where each lives, and every event's id) and for the desks,"
        " one record a row as compaction leaves them, previous values included. From the start of the launcher to"
        " ready; memory is that of the worker process, which owns everything.\n\n" + table(head, cells)
    )


def tariffs(rows: Sequence[Cost]) -> str:
    """Section: a coverage's tariffs by how long its agreement has been running."""
    cells = [(r.months, r.posting_us, r.day_us, r.rows) for r in rows]
    head = ("months so far", "us per posting", "us per business date begun", "rows kept")
    return (
        "## Tariffs alone\n\nCPU of the tariffs' fold, rows encoded, no bus: one coverage of three clients with one"
        " agreement that is granted first and judged every month, after so many months of 20 postings a day; then 200"
        " postings on each of some days, and the beginnings of those days, on which nothing closes.\n\n"
        + table(head, cells)
    )


def activity(subjects: Mapping[str, Subject], postings: int, partitions: int) -> str:
    """Section: CPU for what clients do, beside the floor."""
    floor = subjects[FLOOR].cpu_ms_per_1000.median
    rows = [
        (name, each.cpu_ms_per_1000, f"{each.cpu_ms_per_1000.median / floor:.2f}", f"{each.events_per_s.median:.0f}")
        for name, each in subjects.items()
    ]
    ratio = subjects[KONTOR].cpu_ms_per_1000.median / floor
    return (
        "## Tariffs beside their floor\n\n"
        f"{postings} postings of 600 clients, published as fast as the broker takes them, to coverages without an"
        f" agreement; {partitions} partitions. CPU as above, until every posting stands in the tariffs' journal. The"
        " floor runs the very same folds (intake, coverages) in one process with librdkafka and writes the same"
        " rows.\n\n"
        + table(("who", "CPU ms per 1000 postings", "x floor", "postings/s"), rows)
        + f"\n**Kontor / floor = {ratio:.2f}; the goal is 3.**\n"
    )


def replay(result: Replay) -> str:
    """Section: replay."""
    rows = [(result.contacts, f"{result.contacts_per_s.median:.0f}", result.cpu_us_per_contact)]
    return (
        "## Replay\n\n`kontor replay` of a recording of the bank's topics, to nowhere; each contact is opened and"
        " closed. The start of Python is included.\n\n" + table(("contacts", "contacts/s", "CPU us per contact"), rows)
    )
