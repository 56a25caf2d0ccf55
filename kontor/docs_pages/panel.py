"""What a panel of the Grafana dashboard is, as data."""

from typing import NamedTuple


class Query(NamedTuple):
    """One PromQL expression and what its series are called."""

    expr: str
    legend: str = ""


class Panel(NamedTuple):
    """One panel."""

    title: str
    sentence: str
    unit: str
    """Grafana's name of the unit: s, short, percentunit, ops, ..."""
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    width: int = 8
    """Of Grafana's 24 columns."""


class Row(NamedTuple):
    """A titled group of panels."""

    title: str
    panels: tuple[Panel, ...]


def quantile(of: float, metric: str, by: str = "") -> str:
    """PromQL of a histogram's quantile over all workers; `by`: further labels to keep, as in `", unit"`."""
    return f"histogram_quantile({of}, sum by (le{by}) (rate({metric}_bucket[$__rate_interval])))"
