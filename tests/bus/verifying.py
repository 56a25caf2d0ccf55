"""`kontor verify --live` on a test's installation, as anybody would run it."""

from typing import Any

import orjson

from tests.installation import Installation, until


def verified(installation: Installation) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    """Exit code, verdict by invariant, and what breaks them."""
    done = installation.kontor("verify", "--live", "--json")
    told = [orjson.loads(line) for line in done.stdout.splitlines()]
    verdicts = {each["code"]: each["verdict"] for each in told if each["kind"] == "invariant"}
    assert verdicts, done.stderr
    return done.returncode, verdicts, [each for each in told if each["kind"] == "violation"]


def await_holding(installation: Installation, *codes: str) -> None:
    """Wait until these invariants hold as a whole, for commits follow the decisions by a moment; none may break."""

    def hold() -> bool:
        code, verdicts, broken = verified(installation)
        assert code == 0, broken
        return [verdicts[each] for each in codes] == ["holds"] * len(codes) and not broken

    until(hold, 30, "a verdict")
