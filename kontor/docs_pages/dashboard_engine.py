"""The dashboard's rows on speed and steadiness."""

from typing import Final

from kontor.docs_pages.panel import Panel, Query, Row, quantile

ENGINE: Final = (
    Row(
        "Speed",
        (
            Panel(
                "From event to decision",
                "The decision acknowledged by the broker.",
                "s",
                tuple(Query(quantile(q, "kontor_decision_seconds"), f"p{q * 100:g}") for q in (0.5, 0.9, 0.99)),
            ),
            Panel(
                "Journal and publication, p99",
                "Until the broker's acknowledgement.",
                "s",
                (
                    Query(quantile(0.99, "kontor_journal_seconds", ", unit"), "journal {{unit}}"),
                    Query(quantile(0.99, "kontor_publish_seconds", ", unit"), "publish {{unit}}"),
                    Query(quantile(0.99, "kontor_commit_seconds"), "commit"),
                ),
            ),
            Panel(
                "Behind",
                "Age of the oldest record not done, by topic.",
                "s",
                (Query("max by (topic) (kontor_lag_seconds)", "{{topic}}"),),
            ),
            Panel(
                "Records not done", "By topic.", "short", (Query("sum by (topic) (kontor_lag_records)", "{{topic}}"),)
            ),
            Panel(
                "Records done",
                "A second, by unit; and those copied from the bank's topics.",
                "ops",
                (
                    Query("sum by (unit) (rate(kontor_records_total[$__rate_interval]))", "{{unit}}"),
                    Query("sum(rate(kontor_copied_records_total[$__rate_interval]))", "copied"),
                ),
            ),
            Panel(
                "Records in a batch",
                "Mean. Small batches cost more for each record, large ones come with load.",
                "short",
                (
                    Query(
                        "sum by (unit) (rate(kontor_batch_records_sum[$__rate_interval]))"
                        " / sum by (unit) (rate(kontor_batch_records_count[$__rate_interval]))",
                        "{{unit}}",
                    ),
                ),
            ),
            Panel(
                "Event loop late",
                "The longest of the last 15 s, by worker.",
                "s",
                (Query("max by (instance) (kontor_loop_delay_seconds)", "{{instance}}"),),
            ),
            Panel(
                "CPU",
                "Cores in use, by worker.",
                "short",
                (Query("rate(process_cpu_seconds_total{job='kontor'}[$__rate_interval])", "{{instance}}"),),
            ),
            Panel(
                "Memory",
                "Resident, by worker.",
                "bytes",
                (Query("process_resident_memory_bytes{job='kontor'}", "{{instance}}"),),
            ),
        ),
    ),
    Row(
        "Steadiness",
        (
            Panel(
                "Partitions of the desks",
                "Who owns how many.",
                "short",
                (Query('sum by (instance) (kontor_partitions_owned{unit="desk"})', "{{instance}}"),),
            ),
            Panel(
                "Recovery",
                "Share of the journals read; 1 when recovered.",
                "percentunit",
                (Query("min by (instance, unit) (kontor_recovery_ratio)", "{{instance}} {{unit}}"),),
            ),
            Panel(
                "Rebalances and deaths",
                "In ten minutes.",
                "short",
                (
                    Query("max(increase(kontor_rebalances_total[10m]))", "rebalances"),
                    Query("sum by (exit) (increase(kontor_worker_exits_total[10m]))", "{{exit}}"),
                ),
            ),
            Panel("Epoch", "Rises with every rebalance.", "short", (Query("max(kontor_epoch)", "epoch"),), width=6),
            Panel(
                "Published again, put right",
                "After take-overs; none of it changes a decision.",
                "short",
                (
                    Query("sum(increase(kontor_messages_republished_total[10m]))", "published again"),
                    Query("sum(increase(kontor_repaired_rows_total[10m]))", "rows put again"),
                    Query("sum(increase(kontor_foreign_writes_total[10m]))", "stale writes undone"),
                ),
                width=6,
            ),
            Panel(
                "Heartbeat",
                "Age of the last one answered; nothing is sent above 0.9 sessions.",
                "s",
                (Query("max by (instance) (kontor_heartbeat_age_seconds)", "{{instance}}"),),
                width=6,
            ),
            Panel(
                "Policy in force",
                "Desks by version; during an activation two for a moment.",
                "short",
                (Query("sum by (version) (kontor_policy_desks)", "{{version}}"),),
                width=6,
            ),
            Panel(
                "Searches beside the stream",
                "In an hour, by what came of them: who may take a leaver's coverages.",
                "short",
                (Query("sum by (unit, result) (increase(kontor_searches_total[1h]))", "{{unit}} {{result}}"),),
                width=6,
            ),
        ),
    ),
)
