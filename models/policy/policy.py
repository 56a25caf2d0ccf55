"""The policy: one frozen value that says what a bank wants, and its version."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Final, Self

import orjson
from pydantic import AfterValidator, Field, PrivateAttr, StringConstraints, ValidationError

from models.policy.invalid import InvalidPolicyError, problems_of
from models.policy.lines import Line
from models.policy.part import Part, Seconds, Whole, Word
from models.policy.sections import (
    Choice,
    ContactWeight,
    CoverageRules,
    Duplicates,
    Offer,
    Presence,
    Queue,
    RampUp,
    Walls,
    WrapUp,
)
from models.policy.tariffs import Tariffs
from models.policy.yaml_text import mapping_of

TOP_ONLY: Final = ("desks", "late_limit_s", "duplicates")
"""Keys that stand only at the top: the intake reads them before it knows a desk."""


def _last_matches_everything(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    if lines[-1].when.said():
        raise ValueError("the last line must match everything: its when must be {}")
    return lines


DEEPEST: Final = 24
"""Levels of nesting in what is not modelled here."""


def _exact(value: object, depth: int = 0) -> object:
    """Refuse what has no exact JSON form, however deep it stands."""
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, Mapping):
        odd = next((key for key in value if not isinstance(key, str)), None)
        if odd is not None:
            raise ValueError(f"keys must be text, {odd!r} is not")
    if isinstance(value, Mapping | list | tuple):
        for inner in value.values() if isinstance(value, Mapping) else value:
            _exact(inner, depth + 1)
    elif not (value is None or isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**63)):
        raise ValueError(f"only text, whole numbers, true, false and null may stand here, {value!r} may not")
    return value


Opaque = Annotated[Mapping[str, object], AfterValidator(_exact)]
TimeZone = Annotated[Word, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+)*$")]


class Policy(Part):
    """
    The complete set of keys; every value not given is the one shown on the policy page.

    `from_canonical` and `from_yaml` are the ways in: they raise `InvalidPolicyError`, whose
    sentences name the place. `for_desk` is what holds for one desk.
    """

    _version_of_the_whole: str | None = PrivateAttr(default=None)

    name: Word = Field(description="shown in metrics, on the board and in the explanations of decisions")
    time_zone: TimeZone = Field(default="Europe/Moscow", description="business dates, windows, today")
    contact_weight: ContactWeight = Field(default=ContactWeight(), description="units an open contact holds")
    wrap_up_s: WrapUp = Field(default=WrapUp(), description="how long units stay held after contact.closed")
    default_capacity: Whole = Field(default=4, description="units, of a manager whose profile names none")
    late_limit_s: Seconds = Field(
        default=3_600,
        description="seconds an event's own time may lie before its arrival and still be believed; only at the top",
    )
    lines: Annotated[tuple[Line, ...], Field(min_length=1), AfterValidator(_last_matches_everything)] = Field(
        description="the first that matches is a contact's; the last must match everything"
    )
    queue: Queue = Field(default=Queue(), description="the order of those who wait")
    offer: Offer = Field(default=Offer(), description="offer, accept, decline")
    presence: Presence = Field(default=Presence(), description="the presence feed")
    incumbent_memory_s: Seconds = Field(
        default=2_592_000,
        description="seconds that having served a coverage last counts, where it has neither plan nor lead",
    )
    duplicates: Duplicates = Field(default=Duplicates(), description="repeats of events; only at the top")
    walls: Walls = Field(default=Walls(), description="walls between rivals")
    overflow: Mapping[Word, tuple[Word, ...]] = Field(
        default={}, description="{desk: [desk, ...]}: the desks that help out, in order"
    )
    coverage: CoverageRules = Field(default=CoverageRules(), description="books and backups")
    ramp_up: RampUp = Field(default=RampUp(), description="after a return from leave, and for a new manager")
    choice: Choice = Field(default=Choice(), description="the client's choice")
    tariffs: Opaque = Field(default={}, description="the tariff side, on a page of its own")
    desks: Mapping[Word, Opaque] = Field(
        default={}, description="{desk: {any key above}}: what differs at one desk; maps merge, lists replace"
    )

    @classmethod
    def from_canonical(cls, said: Mapping[str, object]) -> Self:
        """Read a policy from plain data, its canonical form or any other; raises `InvalidPolicyError`."""
        try:
            policy = cls.model_validate(said)
        except ValidationError as wrong:
            raise InvalidPolicyError(problems_of(cls, wrong)) from None
        plain = {"desks": policy._differing_desks(), "tariffs": _plain_tariffs(policy.tariffs)}  # noqa: SLF001  its own
        return policy.model_copy(update=plain)

    @classmethod
    def from_yaml(cls, text: str | bytes) -> Self:
        """Read a policy file's text; raises `UnreadablePolicyError` where it is no YAML, else as `from_canonical`."""
        said = mapping_of(text)
        return cls.from_canonical(said)

    @cached_property
    def canonical(self) -> dict[str, object]:
        """The policy as plain data, every key that says its default left out: what the version is of."""
        desks = self._differing_desks()
        plain = {key: value for key, value in self.said().items() if key != "desks"}
        return {**plain, "desks": desks} if desks else plain

    @cached_property
    def version(self) -> str:
        """`sha256:` and the hash of the canonical JSON; a desk's policy has the version of the whole."""
        return self._version_of_the_whole or "sha256:" + hashlib.sha256(canonical_json(self.canonical)).hexdigest()

    def for_desk(self, desk_id: str) -> Self:
        """Return what holds at `desk_id`: this policy with the desk's overrides merged in, and no `desks`."""
        if not self.desks.get(desk_id):
            return self
        desk = self._built(desk_id)
        desk._stamp(self.version)  # noqa: SLF001  its own
        return desk

    @property
    def overflows(self) -> bool:
        """Whether any desk may ask another for help."""
        return bool(self.overflow) or any(self.for_desk(desk_id).overflow for desk_id in self.desks)

    @cached_property
    def tariff_rules(self) -> Tariffs | None:
        """The tariffs, read; None where there are none. Raises `InvalidPolicyError`; `rules.policy` checks for that."""
        if not self.tariffs:
            return None
        try:
            return Tariffs.model_validate(self.tariffs)
        except ValidationError as wrong:
            raise InvalidPolicyError(problems_of(Tariffs, wrong, ("tariffs",))) from None

    def _stamp(self, version: str) -> None:
        self._version_of_the_whole = version

    def _differing_desks(self) -> dict[str, dict[str, object]]:
        """Say the overrides that override something; one that says what holds anyway says nothing."""
        said = {desk_id: self._built(desk_id).said(self) for desk_id in self.desks}
        for desk in said.values():
            desk.pop("desks", None)
        return {desk_id: desk for desk_id, desk in said.items() if desk}

    @cached_property
    def _by_desk(self) -> dict[str, Self]:
        return {}

    def _built(self, desk_id: str) -> Self:
        if desk_id not in self._by_desk:
            override = self.desks[desk_id]
            misplaced = [f"desks.{desk_id}.{key}" for key in TOP_ONLY if key in override]
            if misplaced:
                raise InvalidPolicyError(f"{place}: stands only at the top of the policy" for place in misplaced)
            base = self.said()
            base.pop("desks", None)
            try:
                self._by_desk[desk_id] = type(self).model_validate(_merged(base, override))
            except ValidationError as wrong:
                raise InvalidPolicyError(problems_of(type(self), wrong, ("desks", desk_id))) from None
        return self._by_desk[desk_id]


def canonical_json(said: Mapping[str, object]) -> bytes:
    """Encode plain data in the one way the version is taken of: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def _plain_tariffs(said: Mapping[str, object]) -> Mapping[str, object]:
    """Leave out what says its default; what cannot be read stays as it is, for the checks to name."""
    try:
        # A section that only spells out defaults is still one: with none at all nobody's tariffs are kept.
        return Tariffs.model_validate(said).said() or said
    except ValidationError:
        return said


def _merged(base: Mapping[str, object], override: Mapping[str, object]) -> dict[str, object]:
    """Lay `override` over `base`: maps merge, everything else replaces."""
    merged = dict(base)
    for key, value in override.items():
        before = merged.get(key)
        if isinstance(value, Mapping) and (before is None or isinstance(before, Mapping)):
            merged[key] = _merged(before or {}, value)
        else:
            merged[key] = value
    return merged
