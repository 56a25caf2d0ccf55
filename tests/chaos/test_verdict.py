"""What a round's verdict excuses: only what frozen workers say again whose lease the harness has turned off."""

from dataclasses import replace
from typing import Any

import pytest

from kontor.verify.catalogue import I3
from kontor.verify.findings import Findings
from kontor.verify.i3_beside_the_decisions import SET_BACK
from tests.chaos.drawing import directed
from tests.chaos.faults import BY_NAME
from tests.chaos.faults.zombies import WITHOUT_LEASE
from tests.chaos.verdict import without_what_the_lease_keeps


def findings(*sentences: str) -> Findings:
    made = Findings(I3)
    for sentence in sentences:
        made.violated(sentence)
    return made


FROZEN = f"M-3-1 on kontor.manager-loads {SET_BACK}"
LOST = "M-3-1 on kontor.manager-loads: not published"


@pytest.mark.parametrize(
    ("faults", "more", "kept", "excused"),
    [
        (("killed", "zombie at publish_sent"), {}, 2, 0),
        (("killed", "zombie at publish_sent, no lease"), {}, 1, 1),
        (("zombie at publish_sent, journal alone",), {}, 1, 1),
        (("frozen past its session, no lease",), {}, 1, 1),
        (("killed",), {"lease": False}, 1, 1),
    ],
)
def test_a_view_that_was_set_back_is_excused_only_where_a_lease_was_off(
    faults: tuple[str, ...], more: dict[str, Any], kept: int, excused: int
) -> None:
    plan = replace(directed(1, faults), **more)
    told, views = without_what_the_lease_keeps(findings(FROZEN, LOST), plan)
    assert (len(told), views) == (kept, excused)
    assert any(LOST in sentence for sentence in told)


def test_what_is_not_told_in_full_is_never_excused() -> None:
    many = findings(*[FROZEN] * 30)
    told, views = without_what_the_lease_keeps(many, directed(1, ("zombie at publish_sent, no lease",)))
    assert views == len(many.violations) < many.broken
    assert told == [f"I3: and {many.broken - views} more"]


def test_the_faults_that_turn_a_lease_off_are_known_by_their_names() -> None:
    assert sum(name.endswith(WITHOUT_LEASE) for name in BY_NAME) > 10
