"""What a manager holds: `kontor.manager-loads`, absolute and never a delta."""

from models.messages.fields import Channel, Count, DeskId, Id, OutInstant, Ppm, Presence, Told, Units


class Book(Told):
    """The coverages a manager leads, and how concentrated the bank's margin is with him."""

    groups: Count
    """Coverages."""
    clients: Count
    margin_share_max_ppm: Ppm | None
    """The largest group's share of the book's margin."""
    hhi: Count | None
    """Herfindahl-Hirschman index of the margin by group, 0 to 10000."""


class ManagerLoad(Told):
    """All a manager holds at `at`, after the desk's decision `seq`."""

    manager_id: Id
    desk_id: DeskId
    presence: Presence | None
    """Null: never heard of."""
    until: OutInstant | None
    """Until when he is away, where that is known."""
    load: Count
    """Units held: open contacts, offers, wrap-ups."""
    capacity: Units
    """Units he has; below `load` after a person's act or when it was lowered."""
    wrap_up_units: Count
    """Of `load`, what ended contacts still hold."""
    open_contacts: Count
    """Contacts assigned and offered."""
    by_channel: dict[Channel, Count]
    """What counts against the limits."""
    channels: dict[Channel, Units]
    """The limits."""
    set_aside: bool | None
    """Whether he missed too many offers in a row."""
    held_back_for: Id | None
    """The contact past its bound that he is kept free for."""
    book: Book | None
    last_assigned_at: OutInstant | None
    at: OutInstant
    seq: Count
    """The desk's last decision; 0 before any."""
