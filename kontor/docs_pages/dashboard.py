"""`deploy/grafana/dashboards/kontor.json`."""

import json
from collections.abc import Mapping
from typing import Any, Final

from kontor.docs_pages.dashboard_clients import BANK, CLIENTS, SERVICE
from kontor.docs_pages.dashboard_engine import ENGINE
from kontor.docs_pages.dashboard_tariffs import TARIFFS
from kontor.docs_pages.panel import Panel

ROWS: Final = (*CLIENTS, *SERVICE, *TARIFFS, *ENGINE, *BANK)
PATH: Final = "deploy/grafana/dashboards/kontor.json"
_SOURCE: Final = {"type": "prometheus", "uid": "prometheus"}
_COLUMNS: Final = 24
_HEIGHTS: Final = {"stat": 4, "timeseries": 8}


def pages() -> Mapping[str, str]:
    """The one dashboard, as Grafana's provisioning reads it."""
    board = {
        "uid": "kontor",
        "title": "Kontor",
        "description": "Who serves this client now: how fast, how steadily. Made by `python -m kontor.docs_pages`.",
        "tags": ["kontor"],
        "schemaVersion": 41,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "15s",
        "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [_desks()]},
        "panels": _panels(),
    }
    return {PATH: json.dumps(board, indent=2, ensure_ascii=False) + "\n"}


def _desks() -> dict[str, Any]:
    query = "label_values(kontor_desk_managers, desk)"
    return {
        "name": "desk",
        "label": "Desk",
        "type": "query",
        "datasource": _SOURCE,
        "query": {"query": query, "refId": "desk"},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def _panels() -> list[dict[str, Any]]:
    """Rows below each other, panels from left to right, a new line where one does not fit."""
    made: list[dict[str, Any]] = []
    y = 0
    for row in ROWS:
        made.append({"id": len(made) + 1, "type": "row", "title": row.title, "collapsed": False, "panels": []})
        made[-1]["gridPos"] = {"x": 0, "y": y, "w": _COLUMNS, "h": 1}
        y += 1
        x = height = 0
        for panel in row.panels:
            if x + panel.width > _COLUMNS:
                x, y = 0, y + height
            height = _HEIGHTS[panel.kind]
            place = {"x": x, "y": y, "w": panel.width, "h": height}
            made.append({"id": len(made) + 1, "gridPos": place, **_panel(panel)})
            x += panel.width
        y += height
    return made


def _panel(panel: Panel) -> dict[str, Any]:
    targets = [
        {"refId": chr(ord("A") + number), "datasource": _SOURCE, "expr": query.expr, "legendFormat": query.legend}
        for number, query in enumerate(panel.queries)
    ]
    if panel.kind == "stat":
        options: dict[str, Any] = {
            "reduceOptions": {"calcs": ["lastNotNull"]},
            "colorMode": "none",
            "graphMode": "area",
        }
    else:
        options = {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}}
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.sentence,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": options,
        "targets": targets,
    }
