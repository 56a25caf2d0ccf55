"""What Kontor tells itself through the intake's inbox; no contract with anybody."""

from models.messages.fields import DeskId, Instant, Said


class Tick(Said):
    """An instant of a desk is reached at which time alone changes something."""

    desk_id: DeskId


class Started(Said):
    """A worker came up; contacts before `start` are history."""

    start: Instant
