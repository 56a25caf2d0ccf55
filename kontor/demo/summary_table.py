"""The figures of a summary as a table for people, and as one JSON object."""

from typing import Any

from rich.table import Table

from rules.figures.fairness import Fairness
from rules.figures.percentile import Spread
from rules.figures.summary import Figures


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s"


def _percent(part: float, whole: float = 1.0) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def summary_table(figures: Figures, latency: Spread | None = None, speed: float = 1.0) -> Table:
    """
    The table; `latency` = event published to decision read by this process, real milliseconds.

    On a clock that runs `speed` times too fast every answer is that much later in the day, and so are the
    ends of the services behind it: people are told, for the waits grow by it.
    """
    table = Table(title="The figures", show_header=False, title_justify="left")
    table.add_column("figure")
    table.add_column("value")
    table.add_row("contacts", str(figures.contacts))
    table.add_row("served", f"{figures.served} ({_percent(figures.served, figures.contacts)})")
    table.add_row("abandoned", f"{figures.abandoned} ({_percent(figures.abandoned, figures.contacts)})")
    table.add_row("had to wait", f"{figures.queued} ({_percent(figures.queued, figures.contacts)})")
    table.add_row("escalated", str(figures.escalated))
    for tier, waits in figures.waits.items():
        table.add_row(f"wait until assigned, {tier}", _spread(waits))
    if figures.patience.n:
        table.add_row("patience of those who left", _spread(figures.patience))
    for kept in figures.kept:
        promise = f"{kept.promise.method} within {kept.promise.within_s} s"
        share = f"{_percent(kept.in_time, kept.counted)} of {kept.counted}"
        table.add_row(f"promise of {kept.desk_id}, line {kept.line}", f"{promise}: {share}")
    table.add_row("same person again", f"{_percent(figures.again, figures.returned)} of {figures.returned}")
    table.add_row("fairness of load", _fairness(figures.fairness))
    table.add_row("utilisation", _percent(figures.utilisation))
    if latency is not None and latency.n:
        table.add_row("event sent to decision read", f"p50 {latency.p50_ms} ms, p99 {latency.p99_ms} ms (real time)")
        if speed > 1:
            late = f"p50 {_seconds(latency.p50_ms * speed)}, p99 {_seconds(latency.p99_ms * speed)}"
            table.add_row(f"the same at {speed:g} times the speed", f"{late}; the waits above are longer by it")
    return table


def _fairness(fairness: Fairness) -> str:
    if not fairness.sets:
        return "- (no two managers can stand in for each other)"
    return f"Jain {fairness.jain:.3f}, Gini {fairness.gini:.3f} ({fairness.sets} sets)"


def _spread(waits: Spread) -> str:
    shares = f"p50 {_seconds(waits.p50_ms)}, p90 {_seconds(waits.p90_ms)}, p99 {_seconds(waits.p99_ms)}"
    return f"mean {_seconds(waits.mean_ms)}, {shares} ({waits.n})"


def summary_json(figures: Figures) -> dict[str, Any]:
    """The same as plain data, times in milliseconds, shares as fractions."""
    return {
        "contacts": figures.contacts, "served": figures.served, "abandoned": figures.abandoned,
        "queued": figures.queued, "escalated": figures.escalated,
        "waits_ms": {tier: waits._asdict() for tier, waits in figures.waits.items()},
        "kept": [{**kept._asdict(), "promise": kept.promise._asdict()} for kept in figures.kept],
        "same_person_again": {"again": figures.again, "returned": figures.returned},
        "fairness": figures.fairness._asdict(), "utilisation": round(figures.utilisation, 6),
    }  # fmt: skip
