"""
The labels metrics may have, and the bound of each.

No label names a client, a contact or a manager. For clients and contacts the
number of series would grow for ever. For managers it would be bounded, but a
time series of one person's work is a record of surveillance that a metrics
store should not keep without anybody having decided so; who wants a manager's
load reads `kontor.manager-loads`. Loads and capacity are therefore by desk.
"""

from typing import Final

from streams.metrics.metric import Label

UNIT: Final = Label("unit", "which of Kontor's units", values=("intake", "desk"))
DESK: Final = Label("desk", "desk_id, as the bank names it", at_most=500)
LINE: Final = Label("line", "index of the line in the policy, from 0", at_most=50)
VERSION: Final = Label("version", "policy_version, `sha256:...`", at_most=8)
WHAT: Final = Label("what", "name of what a unit counted, as its rules call it", at_most=64)
KIND: Final = Label("kind", "type of the alert without `alert.`", at_most=32)
OUTCOME: Final = Label(
    "outcome",
    "type of the decision without `contact.`",
    values=("assigned", "offered", "queued", "reassigned", "released", "escalated", "finished"),
)
TOPIC: Final = Label(
    "topic",
    "catalogue name of the topic",
    values=(
        "kontor.assignments",
        "kontor.coverage",
        "kontor.manager-loads",
        "kontor.alerts",
        "kontor.dead-letters",
        "kontor.intake-inbox",
        "kontor.desk-inbox",
    ),
)
SOURCE: Final = Label(
    "topic",
    "catalogue name of the topic read",
    values=(
        "crm.contacts",
        "crm.clients",
        "crm.managers",
        "crm.activity",
        "crm.offers",
        "kontor.policies",
        "kontor.intake-inbox",
        "kontor.desk-inbox",
    ),
)
DROPPED: Final = Label(
    "reason",
    "`repeated`: its number was seen already; `replayed`: at or below the journal's marker",
    values=("repeated", "replayed"),
)
REASON: Final = Label(
    "reason",
    "why the record was refused",
    values=("not_json", "not_cloudevent", "unknown_type", "invalid", "too_large", "conflicting_posting"),
)
EXIT: Final = Label(
    "exit",
    "how the worker process ended: `clean` 0, `failed` 1, `usage` 2, `fail_stop` 70, `fenced` 75, `epoch_refused` 76, "
    "`signal` when it was killed",
    values=("clean", "failed", "usage", "fail_stop", "fenced", "epoch_refused", "signal"),
)
RESULT: Final = Label("result", "what the group coordinator answered", values=("left", "failed"))
