"""A policy file on its way into force: read, checked, and put into the message that activates it."""

import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from models.cloudevent import encode
from models.errors import NOT_SO, USAGE, KontorError
from models.ids import kontor_uuid
from models.policy import InvalidPolicyError, Policy, UnreadablePolicyError
from rules.policy import Book, Clients, Finding, Person, check

KEY: Final = "policy"
"""The key and the subject of the one policy in force."""
TYPE: Final = "policy.activated"
NOBODY: Final = Clients()


def read_policy(path: Path) -> Policy:
    """Read a policy file; raises `KontorError`, 2 when it cannot be read as YAML and 1 when it is no valid policy."""
    try:
        return Policy.from_yaml(path.read_bytes())
    except OSError as error:
        raise KontorError(f"{path} cannot be read: {error.strerror}", USAGE) from error
    except UnreadablePolicyError as error:
        raise KontorError(f"{path} is no YAML that a policy can be read from: {error}", USAGE) from error
    except InvalidPolicyError as error:
        raise KontorError(_sentences(f"{path} is no valid policy", error.problems), NOT_SO) from error


def findings_of(
    policy: Policy,
    people: Sequence[Person] | None = None,
    books: Sequence[Book] = (),
    *,
    clients: Clients = NOBODY,
    keeps_tariffs: bool = True,
) -> tuple[Finding, ...]:
    """Find what the static checks say, with the time zones that this machine knows (none known: not checked)."""
    return check(policy, people, zoneinfo.available_timezones(), books, clients=clients, keeps_tariffs=keeps_tariffs)


def load_policy(path: Path) -> Policy:
    """Read a policy file that is to come into force; raises `KontorError` unless every check passes."""
    policy = read_policy(path)
    errors = [str(finding) for finding in findings_of(policy) if finding.kind.level == "error"]
    if errors:
        raise KontorError(_sentences(f"{path} cannot come into force", errors), NOT_SO)
    return policy


def activation(policy: Policy, source: str, at_ms: int) -> bytes:
    """
    Encode the `policy.activated` event that puts `policy` into force; key and subject are `policy`.

    Its id is derived from version and instant: to activate the same policy again later is another act.
    """
    return encode(
        id=kontor_uuid(f"{TYPE}|{policy.version}|{at_ms}"),
        source=source,
        type=TYPE,
        time=at_ms,
        subject=KEY,
        data={"policy": policy.canonical, "version": policy.version},
    )


def _sentences(what: str, problems: list[str] | tuple[str, ...]) -> str:
    if len(problems) == 1:
        return f"{what}: {problems[0]}"
    return f"{what}, for {len(problems)} reasons:" + "".join(f"\n  {problem}" for problem in problems)
