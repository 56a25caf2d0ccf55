"""What a contact is under the policy in force, and where it stands among those who wait."""

from hashlib import sha256
from heapq import heappush

from rules.desk.barring import bars
from rules.desk.client import Coverage
from rules.desk.contact import ASSIGNED, Contact
from rules.desk.desk import Desk
from rules.desk.naming import lead_of, names
from rules.desk.need import MILLION, PoolKey
from rules.desk.order_of_words import ANYONE, SPECIALIST
from rules.desk.steps import open_steps
from rules.desk.waiting import TOP


def classify(desk: Desk, contact: Contact) -> None:
    """Tell line, weight, priority and need anew. The contact must not stand in the queue meanwhile."""
    tables = desk.tables
    assert tables is not None
    data = desk.snapshot_of(contact.client_id)
    if data is None:
        segment = industry = None
        language = contact.language
        tier, planned = "standard", False
    else:
        segment, industry = data["segment"], data["industry"]
        language = contact.language or data["language"]
        tier, planned = data["tier"], data["planned"]
    if contact.home is not None:
        # It came from another desk, and that desk's lines are its own.
        assert desk.house.policy is not None
        of_line = desk.house.policy.at(contact.home)
    else:
        of_line = tables
    line = of_line.line_of(
        (segment, tier, industry, contact.channel, contact.product, contact.purpose, language, planned)
    )
    contact.line = line
    contact.weight = tables.weights[contact.channel, contact.complexity]
    contact.base = min(TOP, line.priority + contact.priority)
    contact.specialism = industry
    limited = contact.channel in desk.limited
    contact.need = desk.needs.of(contact, line, (segment, industry, language), limited=limited)


def _share_of_backup(desk: Desk, contact: Contact, coverage: Coverage) -> bool:
    """Whether this contact is of the share that goes to the backup first."""
    assert desk.tables is not None
    share = desk.tables.backup_share_ppm
    if share == 0 or contact.chosen is not None or coverage.backup not in desk.employed:
        return False
    drawn = int.from_bytes(sha256(f"{contact.id}|backup".encode()).digest()[:4], "big")
    if drawn * MILLION >= share << 32:
        return False
    lead = lead_of(desk, coverage)
    return not any(each.status == ASSIGNED and each.manager_id == lead for each in coverage.held.values())


def look_again(desk: Desk, contact: Contact) -> None:
    """Tell a waiting contact's naming, steps and place anew."""
    put_in_place(desk, contact, name_anew(desk, contact))


def name_anew(desk: Desk, contact: Contact) -> tuple[str, ...]:
    """Tell a waiting contact's naming and steps anew, and whose coming or going may change them."""
    assert contact.line is not None
    coverage = desk.coverages[contact.coverage_id]
    named = contact.named = names(desk, contact, coverage)
    contact.shared = desk.tables is not None and _share_of_backup(desk, contact, coverage)
    contact.words = contact.line.backup_first if contact.shared else contact.line.plain
    contact.barred = bars(desk, contact)
    contact.open_steps, watching = open_steps(desk, contact)
    singles = [named[word] for word in contact.opened_words if word in named]
    contact.singles = tuple(singles if len(singles) < 2 else dict.fromkeys(singles))
    return watching


def put_in_place(desk: Desk, contact: Contact, watching: tuple[str, ...]) -> None:
    """Put a contact that waits on where those find it who come, go or can do more."""
    if watching != contact.watching:
        _forget(desk.watchers, contact.watching, contact)
        contact.watching = watching
        _note(desk.watchers, watching, contact)
    _place(desk, contact)


def _place(desk: Desk, contact: Contact) -> None:
    """Put it where a manager who can do more will find it."""
    need, opened = contact.need, contact.opened_words
    assert need is not None
    barred = frozenset(contact.barred)
    pool: PoolKey | None = None
    listed: tuple[str, ...] = ()
    out_of_reach = contact.asked is not None or waits_for_a_person(desk, contact)
    if out_of_reach:
        pass  # another desk or a person looks at it: nobody here finds it
    elif ANYONE in opened:
        pool = (need, None, contact.base, barred)
    else:
        if SPECIALIST in opened and contact.specialism is not None:
            pool = (need, contact.specialism, contact.base, barred)
        listed = contact.singles
    if pool != contact.pool:
        contact.pool = pool
        if pool is not None:
            ages = desk.pools.get(pool)
            if ages is None:
                ages = desk.pools[pool] = []
                desk.pool_keys.append(pool)
            heappush(ages, contact.age_key)
    if listed != contact.listed:
        _forget(desk.listed, contact.listed, contact)
        contact.listed = listed
        _note(desk.listed, listed, contact)
    if out_of_reach:
        desk.past_bound.take(contact)  # it holds nobody back meanwhile
    elif contact.over_since is not None:
        desk.past_bound.put(contact, (need, pool, listed, contact.base, barred))


def waits_for_a_person(desk: Desk, contact: Contact) -> bool:
    """Whether it was declined as often as the policy allows: the rules give it to nobody any more."""
    return desk.tables is not None and contact.tries >= desk.tables.decline_limit


def enqueue(desk: Desk, contact: Contact) -> None:
    """Let a contact wait."""
    desk.waiting.put(contact)
    desk.work.entered[contact.id] = contact
    desk.work.stale[contact.id] = contact
    watch_bound(desk, contact)


def watch_bound(desk: Desk, contact: Contact) -> None:
    """Note that a waiting contact has come past the bound, or that the bound has moved beyond it."""
    tables, work = desk.tables, desk.work
    assert tables is not None
    if work.over.pop(contact.id, None) is not None:
        contact.over_since = None  # nobody has been told so: a policy that comes just now says since when
    crosses_at = contact.opened_at + tables.bound_ms
    if (desk.clock >= crosses_at) == (contact.over_since is not None):
        return
    work.stale[contact.id] = contact
    if contact.over_since is None:
        contact.over_since = crosses_at
        work.over[contact.id] = contact
    else:
        _below_bound(desk, contact)
    desk.house.touch("contact", desk.id, contact.id)


def _below_bound(desk: Desk, contact: Contact) -> None:
    since, contact.over_since = contact.over_since, None
    desk.past_bound.take(contact)
    if since is not None and desk.work.over.pop(contact.id, None) is None:
        desk.work.over_no_more[contact.id] = (contact, since)


def take_out(desk: Desk, contact: Contact) -> None:
    """It waits no more: out of the queue and of every index of those who wait."""
    desk.waiting.take(contact)
    if contact.asked is not None:
        # Whoever ended its waiting came before the offer in the one order: it was never made.
        contact.asked, contact.tried = None, contact.tried[:-1]
    contact.pool = None
    contact.due_line = None
    if contact.watching or contact.listed:
        _forget(desk.watchers, contact.watching, contact)
        _forget(desk.listed, contact.listed, contact)
        contact.watching = contact.listed = ()
    contact.steps = 0
    contact.refused = None
    _below_bound(desk, contact)
    if contact.unskilled is not None:
        desk.work.skilled[contact.id] = contact, contact.unskilled
        contact.unskilled = None
    work = desk.work
    for pile in (work.stale, work.entered, work.looked, work.escalating):
        pile.pop(contact.id, None)


def reclassify(desk: Desk, contact: Contact) -> None:
    """The client or the policy changed: classify a live contact anew, and look at it again if it waits."""
    waits = contact.id in desk.waiting.by_id
    if waits:
        desk.waiting.take(contact)
    classify(desk, contact)
    if waits:
        desk.waiting.put(contact)
        desk.work.stale[contact.id] = contact


def _note(index: dict[str, dict[str, Contact]], keys: tuple[str, ...], contact: Contact) -> None:
    for key in keys:
        index.setdefault(key, {})[contact.id] = contact


def _forget(index: dict[str, dict[str, Contact]], keys: tuple[str, ...], contact: Contact) -> None:
    for key in keys:
        group = index[key]
        del group[contact.id]
        if not group:
            del index[key]
