"""The dashboard's rows on clients, desks and what the bank sends."""

from typing import Final

from kontor.docs_pages.panel import Panel, Query, Row, quantile

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
