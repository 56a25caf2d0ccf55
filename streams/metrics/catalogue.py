"""
Every metric there is, once, as data.

The registry, `docs/metrics.md`, the alert rules' test and the dashboard's test
read this; a metric that is not here does not exist.
"""

from typing import Final

from streams.metrics import labels
from streams.metrics.metric import MILLISECONDS_TO_MINUTES, RECORDS, SHARES, Kind, Label, Metric


def _counter(name: str, sentence: str, *of: Label, unit: str = "") -> Metric:
    return Metric(name, Kind.COUNTER, sentence, of, unit)


def _gauge(name: str, sentence: str, *of: Label, unit: str = "") -> Metric:
    return Metric(name, Kind.GAUGE, sentence, of, unit)


def _seconds(name: str, sentence: str, *of: Label) -> Metric:
    return Metric(name, Kind.HISTOGRAM, sentence, of, "seconds", MILLISECONDS_TO_MINUTES)


DECISION: Final = _seconds(
    "kontor_decision_seconds", "From a decision's cause entering Kontor to the decision acknowledged by the broker."
)

WORK: Final = (
    _counter(
        "kontor_contacts_total", "Decisions published, by what became of the contact.", labels.OUTCOME, unit="decisions"
    ),
    DECISION,
    _counter(
        "kontor_copied_records_total", "The bank's records copied to the intake's inbox.", labels.SOURCE, unit="records"
    ),
    _counter(
        "kontor_records_total",
        "Inbox records done: folded, journaled, published, acknowledged.",
        labels.UNIT,
        unit="records",
    ),
    _counter(
        "kontor_dropped_records_total",
        "Inbox records not folded because they had been before.",
        labels.UNIT,
        labels.DROPPED,
        unit="records",
    ),
    _counter(
        "kontor_messages_published_total",
        "Records published, by topic, re-publications left out.",
        labels.TOPIC,
        unit="records",
    ),
    _counter(
        "kontor_messages_republished_total",
        "Records published again after a take-over, byte for byte.",
        labels.UNIT,
        unit="records",
    ),
    _counter("kontor_alerts_total", "Alerts published, by kind.", labels.KIND, unit="alerts"),
    _counter("kontor_dead_letters_total", "Records refused, by reason.", labels.REASON, unit="records"),
    _counter(
        "kontor_noted_total",
        "What the rules counted along the way: duplicates, stale presence, early ticks, ...",
        labels.UNIT,
        labels.WHAT,
    ),
    _counter(
        "kontor_ticks_total", "Ticks appended because time alone had changed something.", labels.UNIT, unit="ticks"
    ),
    _counter(
        "kontor_searches_total",
        "Searches made beside the stream, as for a leaver's successors.",
        labels.UNIT,
        labels.SEARCHED,
        unit="searches",
    ),
)

SLA_METHODS: Final = {
    "offered": "somebody was first offered or given it in time; who left before that is late",
    "answered": "it was accepted, or where no accept was heard assigned, in time; who left before that is late",
    "positive": "the same, but who left within the time counts as in time",
}
"""The methods a policy may name, and what each counts. They differ on the same day, so each has a metric of its own."""

DESKS: Final = (
    _gauge(
        "kontor_desk_waiting_contacts",
        "Contacts waiting at the desk, by line.",
        labels.DESK,
        labels.LINE,
        unit="contacts",
    ),
    _gauge(
        "kontor_desk_oldest_wait_seconds",
        "How long the contact waiting longest has been waiting; 0 when nobody waits.",
        labels.DESK,
        unit="seconds",
    ),
    _gauge("kontor_desk_load_units", "Units in use at the desk, wrap-up included.", labels.DESK, unit="units"),
    _gauge("kontor_desk_capacity_units", "Units of the managers present at the desk.", labels.DESK, unit="units"),
    _gauge(
        "kontor_desk_managers_present",
        "Managers of the desk who can be given a contact by their presence.",
        labels.DESK,
        unit="managers",
    ),
    _gauge("kontor_desk_managers", "Managers employed at the desk.", labels.DESK, unit="managers"),
    _gauge(
        "kontor_desk_expected_wait_seconds",
        "Expected wait of the first in the queue, by the formula below; 0 when nobody waits, no sample if not known.",
        labels.DESK,
        unit="seconds",
    ),
    _gauge(
        "kontor_desk_load_jain_ratio",
        "Jain's index of the loads now of present managers for the same segments: 1 is even. No sample without two.",
        labels.DESK,
    ),
    _gauge(
        "kontor_desk_load_gini_ratio",
        "Gini's coefficient of the same loads: 0 is even. No sample without two.",
        labels.DESK,
    ),
    *(
        _counter(
            f"kontor_desk_sla_{method}_total",
            f"Contacts of lines whose service level is by the method `{method}`: {sentence}.",
            labels.DESK,
            labels.KEPT,
            unit="contacts",
        )
        for method, sentence in SLA_METHODS.items()
    ),
    _counter(
        "kontor_desk_incumbents_total",
        "Contacts given by the rules of which somebody was the incumbent, by who got them.",
        labels.DESK,
        labels.MET,
        unit="contacts",
    ),
    _counter(
        "kontor_desk_refusals_total",
        "Managers refused, by first reason, in decisions that gave or queued a contact.",
        labels.DESK,
        labels.REFUSED,
        unit="managers",
    ),
    _gauge(
        "kontor_policy_desks",
        "Desks of this worker by the policy version in force there.",
        labels.VERSION,
        unit="desks",
    ),
)

TARIFFS: Final = (
    _gauge(
        "kontor_agreements",
        "Versions of agreements in this worker's coverages, by state; asked at each scrape.",
        labels.STATE,
        unit="agreements",
    ),
    _counter("kontor_benefits_total", "Words on windows published, by outcome.", labels.BENEFIT, unit="words"),
    _counter(
        "kontor_fee_adjustments_total",
        "Adjustments of fees published, by kind; corrections are one.",
        labels.ADJUSTMENT,
        unit="adjustments",
    ),
    _counter(
        "kontor_offer_refusals_total",
        "Reasons for which offers were refused, by code; a refusal may have several.",
        labels.REFUSAL,
        unit="reasons",
    ),
    _counter(
        "kontor_proposals_total",
        "Proposals of Kontor's own, by trigger and what came of them.",
        labels.TRIGGER,
        labels.CAME_OF,
        unit="proposals",
    ),
    Metric(
        "kontor_proposal_distance_ratio",
        Kind.HISTOGRAM,
        "How much of what is asked was missing when it was proposed.",
        (labels.TRIGGER,),
        "",
        SHARES,
    ),
)

ENGINE: Final = (
    Metric("kontor_batch_records", Kind.HISTOGRAM, "Records in one batch.", (labels.UNIT,), "records", RECORDS),
    _counter("kontor_rows_total", "Rows written to journals.", labels.UNIT, unit="rows"),
    _seconds(
        "kontor_journal_seconds", "From a batch sent to its journal to the broker's acknowledgement.", labels.UNIT
    ),
    _seconds("kontor_publish_seconds", "From a batch's messages sent to the broker's acknowledgement.", labels.UNIT),
    _seconds("kontor_commit_seconds", "Time to commit the group's offsets."),
    _gauge("kontor_partitions_owned", "Partitions whose journal is open here.", labels.UNIT, unit="partitions"),
    _gauge(
        "kontor_partitions_recovering", "Partitions whose journal is being read now.", labels.UNIT, unit="partitions"
    ),
    _gauge(
        "kontor_recovery_ratio",
        "Share of the journal records to be read that have been read; 1 when recovered.",
        labels.UNIT,
    ),
    _counter(
        "kontor_recovery_records_total",
        "Journal records read while taking partitions over.",
        labels.UNIT,
        unit="records",
    ),
    _gauge(
        "kontor_lag_records",
        "Records of this worker's partitions that are not done yet.",
        labels.SOURCE,
        unit="records",
    ),
    _gauge(
        "kontor_lag_seconds",
        "Age of the oldest record not done yet, over this worker's partitions; 0 without lag.",
        labels.SOURCE,
        unit="seconds",
    ),
    _gauge(
        "kontor_oldest_unacknowledged_seconds",
        "Age of the oldest batch in work; above 30 with lag, `/live` fails.",
        unit="seconds",
    ),
    _counter(
        "kontor_rebalances_total", "Rebalances of the consumer group this worker took part in.", unit="rebalances"
    ),
    _seconds("kontor_rebalance_seconds", "From partitions revoked to all journals open again."),
    _gauge("kontor_epoch", "The epoch this worker writes into its journals and decisions: term and group generation."),
    _counter(
        "kontor_repaired_rows_total",
        "Journal rows put again because a batch was torn or a stale worker had written.",
        labels.UNIT,
        unit="rows",
    ),
    _counter(
        "kontor_foreign_writes_total",
        "Journal records found that a worker no longer in charge had written; they were undone.",
        labels.UNIT,
        unit="records",
    ),
    _gauge(
        "kontor_heartbeat_age_seconds",
        "Time since the last heartbeat the coordinator answered; nothing is sent above 0.9 sessions.",
        unit="seconds",
    ),
    _gauge(
        "kontor_loop_delay_seconds",
        "The longest the worker's event loop was late in the last 15 seconds.",
        unit="seconds",
    ),
)

LAUNCHER: Final = (
    _gauge("kontor_worker_up", "1 when the worker process runs and its event loop answers, else 0."),
    _counter("kontor_worker_starts_total", "Worker processes started by this launcher.", unit="starts"),
    _counter("kontor_worker_exits_total", "Ends of the worker process, by how.", labels.EXIT, unit="exits"),
    _counter(
        "kontor_group_leaves_total", "Times the launcher left the consumer group for a dead worker.", labels.RESULT
    ),
)

METRICS: Final = (*WORK, *DESKS, *TARIFFS, *ENGINE)
"""What the worker process shows."""

ALL: Final = (*METRICS, *LAUNCHER)
"""All that stands on `/metrics`, beside prometheus_client's own `process_*` and `python_gc_*` of the worker process."""
