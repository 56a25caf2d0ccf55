"""The diagram of agreements in the docs is the table of the rules, read back arrow by arrow."""

import re
from pathlib import Path

from models.messages.tariff_told import STATES
from rules.tariff.agreement import OVER
from rules.tariff.transitions import TRANSITIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tariffs.md"


def test_every_arrow_is_a_row_of_the_table_and_every_row_an_arrow() -> None:
    arrows = re.findall(r"^    (\S+) --> (\S+?)(?:: (.+))?$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    drawn = {(before, event): after for before, after, events in arrows for event in events.split(", ") if event}
    assert drawn == TRANSITIONS
    assert {before for before, after, _ in arrows if after == "[*]"} == OVER
    assert [after for before, after, _ in arrows if before == "[*]"] == ["drafted"]
    assert {name for before, after, _ in arrows for name in (before, after)} == {*STATES, "[*]"}
