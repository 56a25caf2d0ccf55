"""What a contact asks of a manager: contacts that ask for the same share one `Need`."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from rules.desk.contact import Contact, Skill
from rules.desk.policy_tables import LineTable

MILLION: Final = 1_000_000


class NeedKey(NamedTuple):
    """Everything by which two contacts may be treated differently by one manager, but for who names him."""

    line: int
    channel: str | None
    """None where no manager's profile limits it."""
    weight: int
    segment: str | None
    language: str | None
    industry: str | None
    """The three that are hard; None asks for nothing."""
    skills: tuple[Skill, ...]
    home: str | None = None
    """The desk whose line it is; None: this one."""


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """A requirement; compared by identity, one for each key (`Needs.of`)."""

    key: NeedKey
    channel: str | None
    weight: int
    min_grade: int
    max_load_ppm: int
    segment: str | None
    language: str | None
    industry: str | None
    mandatory: tuple[tuple[str, int], ...]
    """Skills that are hard, with the least level."""
    wished: tuple[str, ...]
    """Skills whose levels are added up for the rank: required and preferred."""


PoolKey = tuple[Need, str | None, int, frozenset[str]]
"""Need, industry whose specialists are the widest open group (None: all are), priority without ageing, the barred."""

Asked = tuple[str | None, str | None, str | None]
"""Segment, industry, language; None asks for nothing."""


class Needs:
    """The needs of a desk under one policy."""

    __slots__ = ("_by_key",)

    def __init__(self) -> None:
        self._by_key: dict[tuple[object, ...], Need] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    def of(self, contact: Contact, line: LineTable, client: Asked, *, limited: bool) -> Need:
        """The need of `contact` under `line`, by what its client asks for; `limited`: its channel is, for somebody."""
        segment, industry, language = client
        asked = (
            line.index,
            contact.channel if limited else None,
            contact.weight,
            segment if line.hard_segment else None,
            language if line.hard_language else None,
            industry if line.hard_industry else None,
            contact.skills,
            contact.home,
        )
        need = self._by_key.get(asked)  # a named tuple is one like any other, and dearer to make
        if need is None:
            key = NeedKey(*asked)
            need = self._by_key[key] = Need(
                key=key,
                channel=key.channel,
                weight=key.weight,
                min_grade=line.min_grade,
                max_load_ppm=line.max_load_ppm,
                segment=key.segment,
                language=key.language,
                industry=key.industry,
                mandatory=tuple((skill, level) for skill, level, mandatory in key.skills if mandatory),
                wished=tuple(skill for skill, _, _ in key.skills),
            )
        return need
