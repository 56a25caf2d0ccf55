"""The dashboard's rows on clients, desks and what the bank sends."""

from typing import Final

from kontor.docs_pages.panel import Panel, Query, Row, quantile
from streams.metrics.catalogue import SLA_METHODS

_DESK: Final = '{desk=~"$desk"}'


def _stat(title: str, sentence: str, unit: str, expr: str) -> Panel:
    return Panel(title, sentence, unit, (Query(expr),), "stat", 4)


CLIENTS: Final = (
    Row(
        "Now",
        (
            _stat("Clients waiting", "All desks.", "short", f"sum(kontor_desk_waiting_contacts{_DESK})"),
            _stat("Longest wait", "Of those still waiting.", "s", f"max(kontor_desk_oldest_wait_seconds{_DESK})"),
            _stat("Managers present", "All desks.", "short", f"sum(kontor_desk_managers_present{_DESK})"),
            _stat(
                "Assigned a minute",
                "Contacts that got a manager.",
                "short",
                'sum(rate(kontor_contacts_total{outcome="assigned"}[$__rate_interval])) * 60',
            ),
            _stat("p99 to decision", "Promise: 0.1 s.", "s", quantile(0.99, "kontor_decision_seconds")),
            _stat("Workers up", "Running, and their event loop answers.", "short", "sum(kontor_worker_up)"),
        ),
    ),
    Row(
        "Clients and desks",
        (
            Panel(
                "Decisions by outcome",
                "A second; re-publications left out.",
                "ops",
                (Query("sum by (outcome) (rate(kontor_contacts_total[$__rate_interval]))", "{{outcome}}"),),
            ),
            Panel(
                "Waiting by desk",
                "The ten longest queues.",
                "short",
                (Query(f"topk(10, sum by (desk) (kontor_desk_waiting_contacts{_DESK}))", "{{desk}}"),),
            ),
            Panel(
                "Longest wait by desk",
                "Of those still waiting; the ten longest.",
                "s",
                (Query(f"topk(10, max by (desk) (kontor_desk_oldest_wait_seconds{_DESK}))", "{{desk}}"),),
            ),
            Panel(
                "Load against capacity",
                "Units in use, by units of managers present; the ten fullest desks.",
                "percentunit",
                (
                    Query(
                        f"topk(10, sum by (desk) (kontor_desk_load_units{_DESK})"
                        f" / (sum by (desk) (kontor_desk_capacity_units{_DESK}) > 0))",
                        "{{desk}}",
                    ),
                ),
            ),
            Panel(
                "Waiting by line",
                "Lines by their place in the policy.",
                "short",
                (Query(f"sum by (line) (kontor_desk_waiting_contacts{_DESK})", "line {{line}}"),),
            ),
            Panel(
                "Managers",
                "Present and employed.",
                "short",
                (
                    Query(f"sum(kontor_desk_managers_present{_DESK})", "present"),
                    Query(f"sum(kontor_desk_managers{_DESK})", "employed"),
                ),
            ),
        ),
    ),
)


def _share(metric: str, label: str, good: str) -> str:
    """PromQL: which part of a counter has the good value, by desk."""
    part = f'sum by (desk) (increase({metric}{{desk=~"$desk",{label}="{good}"}}[1h]))'
    return f"{part} / (sum by (desk) (increase({metric}{_DESK}[1h])) > 0)"


SERVICE: Final = (
    Row(
        "How clients are served",
        (
            *(
                Panel(
                    f"Service level, by `{method}`",
                    f"In the last hour: {sentence}. Compare a method with itself only.",
                    "percentunit",
                    (Query(_share(f"kontor_desk_sla_{method}_total", "kept", "in_time"), "{{desk}}"),),
                )
                for method, sentence in SLA_METHODS.items()
            ),
            Panel(
                "Expected wait by desk",
                "Of the first in the queue; the ten longest.",
                "s",
                (Query(f"topk(10, max by (desk) (kontor_desk_expected_wait_seconds{_DESK}))", "{{desk}}"),),
            ),
            Panel(
                "Same person again",
                "In the last hour: contacts given to their incumbent, of those that had one.",
                "percentunit",
                (Query(_share("kontor_desk_incumbents_total", "met", "incumbent"), "{{desk}}"),),
            ),
            Panel(
                "Why managers were refused",
                "A second, by the first reason, in decisions that gave or queued a contact.",
                "ops",
                (Query(f"sum by (reason) (rate(kontor_desk_refusals_total{_DESK}[$__rate_interval]))", "{{reason}}"),),
            ),
            Panel(
                "How even loads are: Jain",
                "An hour's average over present managers for the same segments; 1 is even. The ten least even.",
                "short",
                (
                    Query(
                        f"bottomk(10, avg by (desk) (avg_over_time(kontor_desk_load_jain_ratio{_DESK}[1h])))",
                        "{{desk}}",
                    ),
                ),
            ),
            Panel(
                "How even loads are: Gini",
                "The same loads; 0 is even. The ten least even.",
                "short",
                (
                    Query(
                        f"topk(10, avg by (desk) (avg_over_time(kontor_desk_load_gini_ratio{_DESK}[1h])))", "{{desk}}"
                    ),
                ),
            ),
        ),
    ),
)

BANK: Final = (
    Row(
        "What the bank sends",
        (
            Panel(
                "Dead letters by reason",
                "In ten minutes.",
                "short",
                (Query("sum by (reason) (increase(kontor_dead_letters_total[10m]))", "{{reason}}"),),
            ),
            Panel(
                "Alerts by kind",
                "In ten minutes.",
                "short",
                (Query("sum by (kind) (increase(kontor_alerts_total[10m]))", "{{kind}}"),),
            ),
            Panel(
                "Noted by the rules",
                "A second: duplicates, stale presence, what came early.",
                "ops",
                (Query("sum by (unit, what) (rate(kontor_noted_total[$__rate_interval]))", "{{unit}} {{what}}"),),
            ),
        ),
    ),
)
