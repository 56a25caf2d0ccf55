"""The policy: what a bank wants, as one frozen, hashed value read from YAML."""

from models.policy.invalid import InvalidPolicyError, UnreadablePolicyError
from models.policy.lines import Line, Sla, Step, When, Who
from models.policy.policy import Policy, canonical_json

__all__ = [
    "InvalidPolicyError",
    "Line",
    "Policy",
    "Sla",
    "Step",
    "UnreadablePolicyError",
    "When",
    "Who",
    "canonical_json",
]
