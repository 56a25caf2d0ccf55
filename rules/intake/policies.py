"""What the intake does with an activated policy."""

from collections.abc import Mapping
from typing import Any

from models.policy import InvalidPolicyError, Policy
from models.rejection import Rejection
from rules.intake import tariffs
from rules.intake.heard import Heard
from rules.intake.outbox import Outbox
from rules.intake.state import IntakeState
from rules.policy.check import check


def checked(data: Mapping[str, Any]) -> Policy | Rejection:
    """The policy of a `policy.activated`, or what is wrong with it."""
    try:
        policy = Policy.from_canonical(data["policy"])
    except InvalidPolicyError as error:
        return Rejection("invalid", tuple(f"data.policy: {problem}" for problem in error.problems))
    if policy.version != data["version"]:
        return Rejection("invalid", (f"data.version: not that of this policy, which is {policy.version}",))
    errors = tuple(f"data.policy: {finding}" for finding in check(policy) if finding.kind.level == "error")
    return Rejection("invalid", errors) if errors else policy


def activated(state: IntakeState, heard: Heard, outbox: Outbox) -> Rejection | None:
    """Check the policy once more, and put it into every partition of the desks' inbox, and of the tariffs'."""
    policy = checked(heard.data)
    if isinstance(policy, Rejection):
        return policy
    changed = tariffs.changes_published(state, policy)
    if changed is not None:
        return changed
    state.late_limit_ms = policy.late_limit_s * 1000
    state.horizon_ms = policy.duplicates.horizon_s * 1000
    outbox.tell_every_desk(heard.type or "", heard, {"policy": policy.canonical, "version": policy.version})
    tariffs.in_force(state, policy, heard, outbox)
    return None
