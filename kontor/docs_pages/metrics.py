"""`docs/metrics.md`."""

from collections.abc import Iterable, Mapping
from typing import Final

from streams.metrics.catalogue import DESKS, ENGINE, LAUNCHER, TARIFFS, WORK
from streams.metrics.metric import Label, Metric

_HEAD: Final = """# Metrics

Generated from `streams/metrics/catalogue.py` by `python -m kontor.docs_pages`; do not edit.

`/metrics` shows what follows, and prometheus_client's `process_*` and `python_gc_*` of the worker process. A counter
begins anew when its process does; `rate()` and `increase()` know. Every series whose label values are known beforehand
exists from the start, at zero.

No label names a client, a contact or a manager. Series by client or contact would grow for ever; series by manager
would be a record of each person's work that a metrics store should not keep unasked. A manager's load stands on
`kontor.manager-loads`.

The launcher has the port, from its first moment to its last, and hands on to the worker process what that can answer:

* `/live`: 200 while going on makes sense, that is: the worker's event loop answers, and no batch is in work for more
  than 30 s while others wait. While a worker starts, and between two worker processes, the launcher answers.
* `/ready`: 200 when the journals of the worker's partitions are recovered and it decides, also when there are more
  workers than partitions and none is left for it; else 503 with the reason.
* `/metrics`: what this page lists; the launcher's part also when the worker does not answer.
* `/status`: what the worker owns, as JSON. For this and every other page the token of `KONTOR_HTTP_TOKEN` is needed,
  as `Authorization: Bearer ...`; while none is set they are closed.
"""

_MEANT: Final = """
## How the desks' figures are reckoned

* **Since when.** The counters of a desk begin at zero when its worker takes it over, as those of a new process do.
* **Service levels.** A contact counts once, under the method its line names and against that line's `within_s`:
  `offered` at the first offer or assignment, `answered` and `positive` when it is over. Who is offered a contact has
  not answered it. A contact the bank closes before anybody had it counts nowhere. The three give different numbers on
  the same day: compare a method with itself only. `kontor demo` counts the lives of its contacts by the same rules.
* **Expected wait.** (contacts of its line before it + 1) · mean seconds the last 50 served contacts held their units /
  managers present who pass its mandatory skills and grade, rounded up: the queue-length predictor of W. Whitt,
  "Predicting Queueing Delays", Management Science 45 (6), 1999. It knows of nobody who leaves the queue, so it says too
  much where many do. The same figure stands in `contact.queued` for each contact, and opens steps by `open_when`.
* **Fairness.** Over each set of present managers of the same segments, of units held now by capacity, sets weighted by
  their sizes, sets of one left out. Jain's index is (Σx)² / (n · Σx²) (Jain, Chiu, Hawe, DEC TR-301, 1984), Gini's
  coefficient the mean absolute difference over twice the mean. One moment of an idle desk is never even: take the
  average over an hour.
* **Incumbents.** Of contacts that the rules gave to somebody (an offer counts, a person's act does not) and of which
  somebody was the incumbent: how many he got.
* **Refusals.** One manager refused in one decision is one; the reason is the first that holds. A contact that waits is
  counted again only when it is queued again, or when it is given.
"""

_PARTS: Final[tuple[tuple[str, str, tuple[Metric, ...]], ...]] = (
    ("Decisions and records", "What went through this worker.", WORK),
    (
        "Desks",
        "How the desks of this worker stand and have served; asked of the rules at each scrape, so they cannot drift.",
        DESKS,
    ),
    ("Tariffs", "What the coverages of this worker were told; at zero with `KONTOR_TARIFFS=false`.", TARIFFS),
    ("The engine", "Journals, publications, commits, recovery, lag, the group.", ENGINE),
    ("The launcher", "What only the parent of the worker process can say.", LAUNCHER),
)


def pages() -> Mapping[str, str]:
    """The one page."""
    return {"docs/metrics.md": _HEAD + "".join(_part(*part) for part in _PARTS) + _MEANT + _labels()}


def _part(title: str, sentence: str, metrics: Iterable[Metric]) -> str:
    rows = "".join(
        f"| `{metric.name}` | {metric.kind} | {metric.unit} | {_names(metric.labels)} | {metric.sentence} |\n"
        for metric in metrics
    )
    return f"\n## {title}\n\n{sentence}\n\n| metric | kind | unit | labels | says |\n|---|---|---|---|---|\n{rows}"


def _names(labels: Iterable[Label]) -> str:
    return ", ".join(f"`{label.name}`" for label in labels)


def _labels() -> str:
    seen: dict[tuple[str, str], Label] = {}
    for _, _, metrics in _PARTS:
        seen.update({(label.name, label.sentence): label for metric in metrics for label in metric.labels})
    rows = "".join(f"| `{label.name}` | {label.sentence} | {_bound(label)} |\n" for _, label in sorted(seen.items()))
    return f"\n## Labels\n\n| label | is | values |\n|---|---|---|\n{rows}"


def _bound(label: Label) -> str:
    if label.values:
        return ", ".join(f"`{value}`" for value in label.values)
    return f"at most {label.at_most}, the rest as `other`"
