"""One desk: all its state, the indexes derived from it, and what is still to be looked at in this command."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from models.instants import format_instant
from models.unit import Message
from rules.desk.bound import Bound
from rules.desk.client import Client, Coverage
from rules.desk.contact import BoundKey, Contact
from rules.desk.due import DueInstants
from rules.desk.hand_over import HandOver
from rules.desk.house import House
from rules.desk.need import Need, Needs, PoolKey
from rules.desk.pace import Pace
from rules.desk.panel import Panel
from rules.desk.past_bound import PastBound
from rules.desk.policy_tables import Tables
from rules.desk.rivals import Rivals
from rules.desk.service import Service
from rules.desk.staff import Manager
from rules.desk.stay import Stay
from rules.desk.waiting import Waiting

if TYPE_CHECKING:
    from rules.desk.relaxing import Near
    from rules.desk.short_of_room import ShortOfRoom

EVERYBODY: Final = ""
"""In place of a manager's id: whoever comes or goes."""
_MANY_POOLS: Final = 1024
_MOST_ENTRIES: Final = 500_000
"""Managers times panels that are kept."""
_FEW: Final = 32
"""Up to so many managers it is quicker to count all than to mend."""


@dataclass(slots=True, eq=False)
class Work:
    """What one command has stirred up; forgotten when the next begins."""

    cause: Mapping[str, Any]
    at: int
    now: str = ""
    """The desk's clock as it is written, once for all messages of the command."""
    out: list[Message] = field(default_factory=list)
    stale: dict[str, Contact] = field(default_factory=dict)
    """Waiting contacts whose naming, steps or need must be told anew."""
    improved: dict[str, Manager] = field(default_factory=dict)
    """Managers who might take a contact they could not take before."""
    changed: dict[str, Manager] = field(default_factory=dict)
    """Managers whose load row may differ from the one published."""
    entered: dict[str, Contact] = field(default_factory=dict)
    """Contacts that entered the queue."""
    looked: dict[str, Contact] = field(default_factory=dict)
    """Waiting contacts whose steps were told anew."""
    escalating: dict[str, Contact] = field(default_factory=dict)
    """Waiting contacts whose escalation may be due."""
    expiring: dict[str, Contact] = field(default_factory=dict)
    """Offers whose time is over."""
    over: dict[str, Contact] = field(default_factory=dict)
    """Waiting contacts that came past the bound."""
    over_no_more: dict[str, tuple[Contact, int]] = field(default_factory=dict)
    """Contacts of which it was said since when they are past the bound, and which wait there no more."""
    unskilled: dict[str, Contact] = field(default_factory=dict)
    """Contacts that wait for a skill nobody here has, since this command."""
    skilled: dict[str, tuple[Contact, tuple[str, int]]] = field(default_factory=dict)
    """Contacts that do no more; the skill, and since when they did."""
    tenures: dict[str, Coverage] = field(default_factory=dict)
    """Coverages whose rotation may be due, or due no more."""
    absences: dict[str, Manager] = field(default_factory=dict)
    """Managers of whom an absence may be due, or due no more."""
    services: dict[str, tuple[dict[str, None], dict[str, None]]] = field(default_factory=dict)
    """Managers who work elsewhere, with clients and coverages of which their service here may have changed."""
    breaches: dict[tuple[str, str], None] = field(default_factory=dict)
    """Managers and coverages of which it is to be told whether a wall is breached."""
    colours: bool = False
    """Whether it is to be told if the desk's managers suffice to keep its rivals apart."""
    skills: bool = False
    """Whether somebody came, went or learnt."""
    guest: tuple[Contact, str, int] | None = None
    """A contact that another desk offers, that desk and the number of its offer."""
    asides: list[Message] = field(default_factory=list)
    """What is told to other desks, after all that is published."""

    def begin(self, cause: Mapping[str, Any], at: int) -> None:
        """Forget the last command; quicker than a new object, because most piles of most commands are empty."""
        self.cause, self.at, self.out, self.colours, self.guest = cause, at, [], False, None
        self.skills = False
        if self.asides:
            self.asides = []
        for pile in (
            self.stale,
            self.improved,
            self.changed,
            self.entered,
            self.looked,
            self.escalating,
            self.expiring,
            self.over,
            self.over_no_more,
            self.tenures,
            self.absences,
            self.breaches,
            self.services,
            self.unskilled,
            self.skilled,
        ):
            if pile:
                pile.clear()


@dataclass(slots=True, eq=False)
class Desk:
    """
    One desk.

    Written down: clock, seq, first and last presence, silence, health, pace, too few for walls, and the kinds of rows.
    Everything below `tables` is derived from these.
    """

    id: str
    house: House
    first_at: int
    """`at` of the desk's first record."""
    clock: int
    seq: int = 0
    acts: int = 0
    """
    The number of the record at hand, ticks included: what "earlier in the log" means.

    One more than the last, and never below the clock: so the records of two desks, which number
    their own, stand in the order of time, and a manager's services may go from one to another.
    """
    heard_at: int | None = None
    """`at` of the last presence in force."""
    silent_since: int | None = None
    """Since when nothing is heard, where the feed was told to be silent; None while it speaks."""
    opened: tuple[int, ...] = ()
    """Lines all of whose steps the expected wait opens, as last told."""
    pace: Pace = field(default_factory=Pace)
    """How long served contacts lately held their units."""
    managers: dict[str, Manager] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    coverages: dict[str, Coverage] = field(default_factory=dict)
    margin_month: str = ""
    """The latest month `YYYY-MM` of which a margin is known; "" while none is."""
    contacts: dict[str, Contact] = field(default_factory=dict)
    hand_overs: dict[str, HandOver] = field(default_factory=dict)
    """By leaver."""
    elsewhere: dict[str, dict[str, Stay]] = field(default_factory=dict)
    """By manager and former desk: what he still has there."""
    infeasible_since: int | None = None
    """Since when the desk is known to employ too few managers to keep its rivals apart; None: it does not."""

    row_key: str = field(init=False)
    tables: Tables | None = None
    employed: dict[str, Manager] = field(default_factory=dict)
    leavers: dict[str, Manager] = field(default_factory=dict)
    """Of these, who gave notice."""
    away: dict[str, Manager] = field(default_factory=dict)
    """Who worked here, and works at another desk that hears what changes of him here."""
    plans: dict[str, dict[str, Client]] = field(default_factory=dict)
    """Clients by the manager in whose plan they are, known here or not."""
    rivals: Rivals = field(default_factory=Rivals)
    """Of these the consents are written down."""
    bound: Bound = field(default_factory=Bound)
    recolour: bool = True
    """Whether anything changed by which more or fewer managers are needed since that was told last."""
    waiting: Waiting = field(default_factory=Waiting)
    due: DueInstants = field(default_factory=DueInstants)
    ended: list[tuple[int, str]] = field(default_factory=list)
    """Heap of ended contacts by the end of their life."""
    needs: Needs = field(default_factory=Needs)
    panels: dict[Need, Panel] = field(default_factory=dict)
    nears: "dict[Need, Near]" = field(default_factory=dict)
    """Whom one refusal alone keeps from a need, for the needs of those who wait."""
    pools: dict[PoolKey, list[tuple[int, str]]] = field(default_factory=dict)
    """Heaps of waiting contacts that differ only in age."""
    pool_keys: list[PoolKey] = field(default_factory=list)
    """Keys of `pools` in the order in which they came to be."""
    most_pools: int = _MANY_POOLS
    """With more keys than these, the empty ones are forgotten."""
    limited: set[str] = field(default_factory=set)
    """Channels that some manager's profile limits, or did."""
    listed: dict[str, dict[str, Contact]] = field(default_factory=dict)
    """Waiting contacts by the managers named by their open steps, where no open step names everyone."""
    watchers: dict[str, dict[str, Contact]] = field(default_factory=dict)
    """Waiting contacts by those whose coming or going may change which of their steps are open."""
    past_bound: PastBound = field(default_factory=PastBound)
    """Waiting contacts past the bound that may hold somebody back."""
    shorts: "dict[Need, ShortOfRoom]" = field(default_factory=dict)
    """Who lacks only room, by needs of contacts past the bound."""
    introduced: dict[str, list[str]] = field(default_factory=dict)
    """By coverage, the managers who need no introduction to it any more."""
    best_levels: dict[str, int] = field(default_factory=dict)
    """By skill: the highest level of anybody employed, for those that were asked for since the staff changed."""
    holds: dict[str, BoundKey] = field(default_factory=dict)
    """Managers held back, and for which of those contacts."""
    held_at: tuple[int, int] = (-1, -1)
    """Up to which change of managers, and of contacts past the bound, `holds` was told."""
    service: Service = field(default_factory=Service)
    """How it has served since it was taken over; for the metrics page alone."""
    log: list[Manager] = field(default_factory=list)
    """Managers in the order in which they changed: what panels catch up with."""
    log_base: int = 0
    people: int = 0
    """Changes of managers but for what they hold."""
    work: Work = field(default_factory=lambda: Work({}, 0))

    def __post_init__(self) -> None:
        """Name the row."""
        self.row_key = f"desk/{self.id}"

    @property
    def silent(self) -> bool:
        """Whether the presence feed is silent."""
        return self.silent_since is not None

    def written(self, instant: int) -> str:
        """An instant in RFC 3339."""
        return self.work.now if instant == self.clock else format_instant(instant)

    def snapshot_of(self, client_id: str) -> Mapping[str, Any] | None:
        """What is known of a client; None: nothing."""
        client = self.clients.get(client_id)
        return None if client is None else client.data

    def touch_manager(self, manager: Manager, *, better: bool) -> None:
        """He changed; `better` if he might now take what he could not."""
        self.people += 1
        self.touch_load(manager, better=better)

    def touch_load(self, manager: Manager, *, better: bool) -> None:
        """The same where only what he holds has changed, neither his profile nor whether he is there."""
        self.log.append(manager)
        self.work.changed[manager.id] = manager
        if better:
            self.work.improved[manager.id] = manager

    def note_service(self, manager_id: str, *, client: str | None = None, coverage: str | None = None) -> None:
        """Whether or since when he serves a client or a coverage may have changed: of one who is away it is told."""
        if manager_id in self.away:
            clients, coverages = self.work.services.setdefault(manager_id, ({}, {}))
            if client is not None:
                clients[client] = None
            if coverage is not None:
                coverages[coverage] = None

    def stir(self, contacts: Mapping[str, Contact] | None) -> None:
        """Tell the naming and steps of these (live) contacts anew, if they wait."""
        if contacts:
            waiting = self.waiting.by_id
            for contact_id, contact in contacts.items():
                if contact_id in waiting:
                    self.work.stale[contact_id] = contact

    @property
    def changes(self) -> int:
        """How many changes of managers there have been; views of managers note up to which they have seen them."""
        return self.log_base + len(self.log)

    def changed_since(self, seen: int) -> Collection[Manager] | None:
        """Managers who changed after so many changes, each once; None: so much has that all are to be looked at."""
        if seen < self.log_base:
            return None
        changed = dict.fromkeys(self.log[seen - self.log_base :])
        return None if len(changed) * 2 > len(self.employed) else changed

    def panel_of(self, need: Need) -> Panel:
        """The panel of a need, good for questions about one manager; all else may be out of date."""
        return self.panels.get(need) or self._new_panel(need)

    def panel(self, need: Need) -> Panel:
        """The panel of a need, up to date."""
        panel = self.panel_of(need)
        now = self.changes
        if panel.seen != now:
            if len(self.employed) <= _FEW:
                panel.count(self.people)
            elif not panel.mendable or (changed := self.changed_since(panel.seen)) is None:
                panel.rebuild()
            else:
                panel.mend(changed)
            panel.seen = now
        return panel

    def _new_panel(self, need: Need) -> Panel:
        panel = self.panels[need] = Panel(need, self.employed, len(self.managers))
        return panel

    def suits(self, manager: Manager, need: Need) -> bool:
        """Whether his profile is what the need asks for."""
        return self.panel_of(need).suits(manager)

    def trim_log(self) -> None:
        """
        Keep the change log short; panels that are behind it are rebuilt when they are asked again.

        Its newer half stays, so that a cut does not send every panel to look at all managers again.
        """
        if len(self.log) > 4 * len(self.employed) + 1000:
            older = len(self.log) // 2
            self.log_base += older
            del self.log[:older]
        if (len(self.panels) + len(self.nears) + len(self.shorts)) * len(self.employed) > _MOST_ENTRIES:
            self.panels.clear()
            self.nears.clear()
            self.shorts.clear()
        if len(self.pool_keys) > self.most_pools:
            self._forget_empty_pools()

    def _forget_empty_pools(self) -> None:
        """Begin the pools again with those who wait."""
        self.pools, self.needs = {}, Needs()
        for contact in self.waiting.by_id.values():
            if contact.pool is not None:
                self.pools.setdefault(contact.pool, []).append(contact.age_key)
        for ages in self.pools.values():
            ages.sort()
        self.pool_keys = list(self.pools)
        self.most_pools = max(_MANY_POOLS, 2 * len(self.pools))
        for manager in self.managers.values():
            manager.forget_pools()
