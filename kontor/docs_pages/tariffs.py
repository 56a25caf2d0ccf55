"""`docs/tariffs.md`: the life of an agreement, drawn from its table of states, and why something does not pass."""

from collections.abc import Iterator, Mapping
from typing import Final

from models.messages.tariff_refusals import REFUSALS
from models.messages.tariff_told import STATE_SENTENCES, STATES
from rules.tariff.transitions import TRANSITIONS

_HEAD: Final = """\
# Agreements on tariffs

If a client does this, then he pays that: what `kontor.tariff-offers` says of an agreement, and in which order it can.
The [messages](contract/messages.md) say what each record carries, the [policy](policy.md) who may approve what, and
`kontor tariffs show` and `why` how an agreement stands. This page is generated from `rules/tariff/transitions.py` and
`models/messages/`.

## The life of an agreement

Each change is an `offer.<state>`. What is not in the diagram cannot happen: it is refused as `wrong_state`.

"""
_STATES: Final = """
| state | meaning |
|---|---|
"""
_REFUSALS: Final = """
## Why something does not pass

An `offer.refused` names every reason that holds, in this order, and nothing changes.

| code | English | Russian |
|---|---|---|
"""


def pages() -> Mapping[str, str]:
    """The page."""
    states = "".join(f"| `{state}` | {STATE_SENTENCES[state]} |\n" for state in STATES)
    refusals = "".join(f"| `{code}` | {english} | {russian} |\n" for code, (english, russian) in REFUSALS.items())
    return {"docs/tariffs.md": f"{_HEAD}{diagram()}{_STATES}{states}{_REFUSALS}{refusals}"}


def diagram() -> str:
    """The table of states as a Mermaid state diagram."""
    return "\n".join(["```mermaid", "stateDiagram-v2", *_arrows(), "```", ""])


def _arrows() -> Iterator[str]:
    yield f"    [*] --> {STATES[0]}"
    events: dict[tuple[str, str], list[str]] = {}
    for (before, event), after in TRANSITIONS.items():
        events.setdefault((before, after), []).append(event)
    for (since, then), between in events.items():
        yield f"    {since} --> {then}: {', '.join(between)}"
    left = {before for before, _ in TRANSITIONS}
    yield from (f"    {state} --> [*]" for state in STATES if state not in left)
