"""The catalogue of what a static check of a policy can find."""

from typing import Final, Literal, NamedTuple

Level = Literal["error", "warning"]
"""An error keeps a policy from coming into force; a warning is only said."""


class Kind(NamedTuple):
    """One kind of finding."""

    code: str
    level: Level
    meaning: str


class Finding(NamedTuple):
    """One thing found; `place` as in `lines[0].steps[1]`, `sentence` for people."""

    kind: Kind
    place: str
    sentence: str

    def __str__(self) -> str:
        """Say it as one sentence that begins with its place."""
        return f"{self.place}: {self.sentence}"


UNREACHABLE_LINE: Final = Kind("unreachable_line", "error", "An earlier line takes every contact of this one.")
UNREACHABLE_STEP: Final = Kind("unreachable_step", "error", "The step names nobody that an earlier one has not named.")
PRESENCE: Final = Kind("contradictory_presence", "error", "Presence and offers are set so that nobody is ever there.")
OVERFLOW_CYCLE: Final = Kind("overflow_cycle", "error", "A contact could overflow back to the desk it comes from.")
UNKNOWN_TIME_ZONE: Final = Kind("unknown_time_zone", "error", "The time zone is in no time zone database.")
WRONG_TARIFFS: Final = Kind("wrong_tariffs", "error", "Something under `tariffs` is not what may stand there.")
WORD_WITHOUT_EFFECT: Final = Kind("word_without_effect", "warning", "Whom the word names, an earlier one has named.")
NEVER_FITS: Final = Kind("never_fits", "warning", "A manager of default capacity can never hold such a contact.")
TARIFFS_OFF: Final = Kind(
    "tariffs_off", "warning", "The policy has tariffs, and `KONTOR_TARIFFS` is false: no worker keeps them."
)
DEAD_ZONE: Final = Kind("dead_zone", "warning", "By a whole schedule some turnovers cost more than a larger one.")
IDLE_TEMPLATE: Final = Kind("idle_template", "warning", "Nobody can ever be offered what the template offers.")
NO_EFFECT: Final = Kind("no_effect", "warning", "The key changes nothing while another stands as it does.")
DESK_WITH_NOBODY: Final = Kind(
    "desk_with_nobody", "warning", "The policy names a desk at which no manager is employed."
)
SKILL_NOBODY_HAS: Final = Kind(
    "skill_nobody_has",
    "warning",
    "A line demands a language, segment, industry or grade that no manager of a desk has.",
)
WALLED_OFF: Final = Kind(
    "walled_off",
    "warning",
    "By today's plans walls keep everybody of a desk from a coverage, one more of a class, or every unknown client.",
)
LIMIT_BELOW_BOOKS: Final = Kind(
    "limit_below_books", "warning", "A book is above the limit today, and its manager would start no coverage."
)

CATALOGUE: Final[tuple[Kind, ...]] = (
    UNREACHABLE_LINE,
    UNREACHABLE_STEP,
    PRESENCE,
    OVERFLOW_CYCLE,
    UNKNOWN_TIME_ZONE,
    WRONG_TARIFFS,
    WORD_WITHOUT_EFFECT,
    NEVER_FITS,
    TARIFFS_OFF,
    DEAD_ZONE,
    IDLE_TEMPLATE,
    NO_EFFECT,
    DESK_WITH_NOBODY,
    SKILL_NOBODY_HAS,
    WALLED_OFF,
    LIMIT_BELOW_BOOKS,
)
