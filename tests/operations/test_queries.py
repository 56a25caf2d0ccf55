"""Alert rules and the dashboard ask only for what is shown."""

import json
import re
from typing import Any

import pytest
import yaml

from kontor.docs_pages.dashboard import PATH
from streams.metrics.catalogue import ALL
from tests.operations.queries import ROOT, faults, selectors

RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
BOARD: dict[str, Any] = json.loads((ROOT / PATH).read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_metrics_labels_and_values_there_are(rule: dict[str, Any]) -> None:
    assert faults(rule["expr"]) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_has_all_that_whoever_is_woken_needs(rule: dict[str, Any]) -> None:
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Kontor[A-Z][A-Za-z]+", rule["alert"])
    assert re.fullmatch(r"[0-9]+[smh]", rule["for"])
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert set(rule["annotations"]) == {"summary", "action"}
    assert rule["annotations"]["summary"].endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_summary_names_only_labels_the_expression_keeps(rule: dict[str, Any]) -> None:
    told = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    kept = set(re.findall(r"\w+", " ".join(re.findall(r"\bby \(([^)]*)\)", rule["expr"]))))
    aggregated = re.match(r"(sum|max|min|count|absent|histogram_quantile)\b", rule["expr"]) is not None

    assert told <= kept if aggregated else told <= {"instance", "unit"}


def test_alerts_have_each_its_own_name() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_asks_for_metrics_labels_and_values_there_are(panel: dict[str, Any]) -> None:
    assert panel["targets"]
    for target in panel["targets"]:
        assert faults(target["expr"]) == []
        assert target["datasource"] == BOARD["panels"][1]["datasource"]


def test_panels_do_not_overlap_and_stay_within_the_board() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert all(x < 24 for x, _ in cells), panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


def test_the_dashboard_shows_nearly_every_metric() -> None:
    asked = {selector.name for panel in PANELS for target in panel["targets"] for selector in selectors(target["expr"])}
    not_shown = {metric.name for metric in ALL if not asked & set(metric.series())}

    assert not_shown == {
        "kontor_messages_published_total",  # the decisions among them are shown
        "kontor_dropped_records_total",
        "kontor_ticks_total",
        "kontor_rows_total",
        "kontor_partitions_recovering",  # the share read is shown
        "kontor_recovery_records_total",
        "kontor_rebalance_seconds",
        "kontor_oldest_unacknowledged_seconds",  # an alert
        "kontor_worker_starts_total",  # the ends are shown
        "kontor_group_leaves_total",
    }


@pytest.mark.parametrize(
    ("expr", "fault"),
    [
        ("sum(rate(kontor_contact_total[5m]))", "no such metric"),
        ("kontor_decision_seconds > 1", "no such metric"),
        ('kontor_worker_exits_total{exit="crashed"}', "is never crashed"),
        ('sum(kontor_epoch{desk="D1"})', "has no label desk"),
        ("1 + 1", "asks for nothing"),
    ],
)
def test_the_check_can_say_no(expr: str, fault: str) -> None:
    assert any(fault in found for found in faults(expr))


def test_what_is_no_promql_is_told() -> None:
    with pytest.raises(ValueError, match="unclosed"):
        faults("sum(rate(kontor_contacts_total[5m])")
