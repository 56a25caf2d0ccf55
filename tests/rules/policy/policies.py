"""Random policies as plain data: what a person may write, not what a program would."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

WORDS = ("chosen", "incumbent", "plan", "backup", "specialist", "anyone")
CODES = st.sampled_from(("sme", "retail", "corporate", "ru", "en", "card"))


def value_or_list(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


def some_of(keys: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict(keys))


WHENS = some_of(
    {
        "segment": value_or_list(CODES),
        "tier": value_or_list(st.sampled_from(("vip", "standard"))),
        "channel": value_or_list(st.sampled_from(("phone", "chat", "web"))),
        "language": value_or_list(CODES),
        "planned": value_or_list(st.booleans()),
    }
)


@st.composite
def steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    said, after_s = [], 0
    for _ in range(draw(st.integers(1, 4))):
        who = draw(st.lists(st.sampled_from(WORDS), min_size=1, unique=True))
        said.append({"after_s": after_s, "who": who, **draw(some_of({"overflow": st.booleans()}))})
        after_s += draw(st.integers(1, 60))
    return said


LINE = {
    "priority": st.integers(0, 9),
    "min_grade": st.integers(1, 5),
    "mandatory": st.lists(st.sampled_from(("segment", "language", "industry")), max_size=4),
    "introduce": st.sampled_from(("head", "none")),
    "steps": steps(),
    "max_load_ppm": st.integers(1, 1_000_000) | st.just(1_000_000),
    "open_when": st.none() | some_of({}).map(lambda _: {"expected_wait_s": 120}),
    "escalate_after_s": st.none() | st.sampled_from((0, 300, 600)),
    "sla": some_of({"method": st.sampled_from(("offered", "answered")), "within_s": st.sampled_from((20, 60))}),
}
LINES = st.builds(
    lambda before, last: [*before, last],
    st.lists(some_of({"when": WHENS, **LINE}), max_size=3),
    some_of({"when": st.just({}), **LINE}),
)
CHANNEL_S = some_of({"phone": st.sampled_from((0, 60)), "web": st.integers(0, 9)})
ANYWHERE: dict[str, st.SearchStrategy[Any]] = {
    "name": st.text(min_size=1, max_size=5),
    "time_zone": st.sampled_from(("Europe/Moscow", "Asia/Omsk")),
    "contact_weight": some_of(
        {
            "channel": some_of({"phone": st.integers(1, 3), "chat": st.integers(1, 2)}),
            "complexity": st.just([1, 1, 1, 2, 2]) | st.lists(st.integers(1, 3), min_size=5, max_size=5),
        }
    ),
    "wrap_up_s": CHANNEL_S,
    "default_capacity": st.integers(0, 6),
    "lines": LINES,
    "queue": some_of({"ageing_s": st.sampled_from((30, 60)), "bound_s": st.sampled_from((300, 600))}),
    "offer": some_of({"enabled": st.booleans(), "timeout_s": st.sampled_from((30, 45))}),
    "presence": some_of({"debounce_s": st.integers(0, 3), "when_silent": st.sampled_from(("last_known", "nobody"))}),
    "incumbent_memory_s": st.sampled_from((0, 2_592_000)),
    "walls": some_of(
        {"cooling_off_s": st.sampled_from((60, 31_536_000)), "unknown_client": st.sampled_from(("closed", "open"))}
    ),
    "overflow": st.dictionaries(st.sampled_from("AB"), st.lists(st.sampled_from("CD"), max_size=2), max_size=2),
    "coverage": some_of({"backup_share_ppm": st.integers(0, 2), "max_hhi": st.just(2_500)}),
    "ramp_up": some_of({"new_contacts_per_hour": st.none() | st.integers(1, 3)}),
    "choice": some_of({"shown": st.integers(1, 3)}),
    "tariffs": st.dictionaries(st.sampled_from(("stale_days", "levels")), st.integers(0, 9) | st.lists(CODES)),
}
TOP = {
    "late_limit_s": st.sampled_from((0, 3_600)),
    "duplicates": some_of({"horizon_s": st.sampled_from((60, 604_800))}),
    "desks": st.dictionaries(st.sampled_from(("D1", "D2")), some_of(ANYWHERE), max_size=2),
}
POLICIES = st.fixed_dictionaries(
    {"name": ANYWHERE["name"], "lines": LINES},
    optional={**{key: value for key, value in ANYWHERE.items() if key not in ("name", "lines")}, **TOP},
)
"""Policies as a person may write them: any keys, defaults spelled out or not."""
