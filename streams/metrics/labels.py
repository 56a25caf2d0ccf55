"""
The labels metrics may have, and the bound of each.

No label names a client, a contact or a manager. For clients and contacts the
number of series would grow for ever. For managers it would be bounded, but a
time series of one person's work is a record of surveillance that a metrics
store should not keep without anybody having decided so; who wants a manager's
load reads `kontor.manager-loads`. Loads and capacity are therefore by desk.
"""

from typing import Final, get_args

from models.messages.alert import KINDS
from models.messages.benefit_told import OUTCOMES, Adjustment
from models.messages.explanation import REFUSALS as ROUTING_REFUSALS
from models.messages.tariff_alert import TARIFF_KINDS
from models.messages.tariff_refusals import REFUSALS
from models.messages.tariff_told import STATES, Trigger
from models.messages.told import ASSIGNMENTS, TOLD
from models.rejection import REASONS
from streams.metrics.metric import Label
from streams.topic import Role
from streams.topics import BUILT

_UNITS: Final = ("intake", "desk", "tariff", "audit")

UNIT: Final = Label("unit", "which of Kontor's units", values=_UNITS)
DESK: Final = Label("desk", "desk_id, as the bank names it", at_most=500)
LINE: Final = Label("line", "index of the line in the policy, from 0", at_most=50)
VERSION: Final = Label("version", "policy_version, `sha256:...`", at_most=8)
WHAT: Final = Label("what", "name of what a unit counted, as its rules call it", at_most=64)
KIND: Final = Label("kind", "type of the alert without `alert.`", values=(*KINDS, *TARIFF_KINDS))
OUTCOME: Final = Label(
    "outcome",
    "type of the decision without `contact.`",
    values=tuple(kind.type.removeprefix("contact.") for kind in TOLD if kind.topic == ASSIGNMENTS),
)
TOPIC: Final = Label(
    "topic",
    "catalogue name of the topic",
    values=tuple(topic.name for topic in BUILT if topic.role is not Role.JOURNAL and {*_UNITS} & {*topic.producers}),
)
SOURCE: Final = Label(
    "topic",
    "catalogue name of the topic read",
    values=tuple(
        topic.name for topic in BUILT if topic.role is not Role.JOURNAL and {"collect", *_UNITS} & {*topic.consumers}
    ),
)
STATE: Final = Label("state", "state of a version of an agreement", values=STATES)
BENEFIT: Final = Label("outcome", "type of the word on a window without `benefit.`", values=OUTCOMES)
ADJUSTMENT: Final = Label("kind", "why a fee was adjusted", values=get_args(Adjustment))
REFUSAL: Final = Label("code", "why something asked for did not pass", values=tuple(REFUSALS))
TRIGGER: Final = Label("trigger", "what made Kontor propose something by itself", values=get_args(Trigger))
CAME_OF: Final = Label(
    "outcome",
    "`proposed`; then of an agreement `reached` or `missed` when its window was judged, of a template `requested` when "
    "somebody asked for terms on its item",
    values=("proposed", "reached", "missed", "requested"),
)
DROPPED: Final = Label(
    "reason",
    "`repeated`: its number was seen already; `replayed`: at or below the journal's marker",
    values=("repeated", "replayed"),
)
REASON: Final = Label("reason", "why the record was refused", values=REASONS)
REFUSED: Final = Label("reason", "the first reason for which a manager did not get a contact", values=ROUTING_REFUSALS)
KEPT: Final = Label(
    "kept", "whether the line's service level was kept: `in_time` or `late`", values=("in_time", "late")
)
MET: Final = Label(
    "met",
    "who got a contact of which somebody was the incumbent: `incumbent` or `another`",
    values=("incumbent", "another"),
)
EXIT: Final = Label(
    "exit",
    "how the worker process ended: `clean` 0, `failed` 1, `usage` 2, `fail_stop` 70, `fenced` 75, `epoch_refused` 76, "
    "`signal` when it was killed",
    values=("clean", "failed", "usage", "fail_stop", "fenced", "epoch_refused", "signal"),
)
SEARCHED: Final = Label("result", "what became of the search", values=("answered", "failed"))
RESULT: Final = Label("result", "what became of telling the group's coordinator", values=("left", "failed"))
