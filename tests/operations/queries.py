"""PromQL held to the catalogue of metrics."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import promql_parser

from streams.metrics.catalogue import ALL
from streams.metrics.metric import Metric

ROOT: Final = Path(__file__).parents[2]
SERIES: Final[dict[str, Metric]] = {series: metric for metric in ALL for series in metric.series()}
OF_THE_CLIENT: Final = {"process_cpu_seconds_total", "process_resident_memory_bytes"}
"""prometheus_client's own, on the worker's page too."""
OF_PROMETHEUS: Final = {"le", "instance", "job", "__name__"}
VARIABLES: Final = {"$__rate_interval": "1m", "$desk": "D1"}
"""What Grafana puts in."""


def selectors(expr: str) -> Iterator[Any]:
    """Every `metric{labels}` of an expression. ValueError when it is no PromQL."""
    for variable, value in VARIABLES.items():
        expr = expr.replace(variable, value)
    yield from _selectors(promql_parser.parse(expr))


def _selectors(node: Any) -> Iterator[Any]:
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    elif isinstance(node, promql_parser.MatrixSelector):
        yield node.vector_selector
    elif isinstance(node, promql_parser.BinaryExpr):
        yield from _selectors(node.lhs)
        yield from _selectors(node.rhs)
    elif isinstance(node, promql_parser.Call):
        for argument in node.args:
            yield from _selectors(argument)
    else:
        inner = getattr(node, "expr", None)
        if inner is not None:
            yield from _selectors(inner)


def faults(expr: str) -> list[str]:
    """What an expression asks for that nobody shows."""
    found: list[str] = []
    asked = list(selectors(expr))
    if not asked:
        found.append(f"{expr}: asks for nothing")
    for selector in asked:
        if selector.name in OF_THE_CLIENT:
            continue
        metric = SERIES.get(selector.name)
        if metric is None:
            found.append(f"{selector.name}: no such metric")
            continue
        labels = {label.name: label for label in metric.labels}
        for matcher in selector.matchers.matchers:
            label = labels.get(matcher.name)
            if label is None and matcher.name not in OF_PROMETHEUS:
                found.append(f"{selector.name} has no label {matcher.name}")
            elif label is not None and label.values and matcher.value not in label.values:
                found.append(f"{selector.name}: {matcher.name} is never {matcher.value}")
    return found
