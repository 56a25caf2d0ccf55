"""What a manager holds: `kontor.manager-loads`, absolute and never a delta."""

from models.messages.fields import Channel, Count, DeskId, Id, OutInstant, Ppm, Presence, Told, Units


class Book(Told):
    """The coverages a manager leads, and how concentrated the bank's margin is with him."""

    groups: Count
    clients: Count
    margin_share_max_ppm: Ppm | None
    hhi: Count | None


class ManagerLoad(Told):
    """All a manager holds at `at`, after the desk's decision `seq`."""

    manager_id: Id
    desk_id: DeskId
    presence: Presence | None
    until: OutInstant | None
    load: Count
    capacity: Units
    wrap_up_units: Count
    open_contacts: Count
    by_channel: dict[Channel, Count]
    channels: dict[Channel, Units]
    set_aside: bool | None
    held_back_for: Id | None
    book: Book | None
    last_assigned_at: OutInstant | None
    at: OutInstant
    seq: Count
