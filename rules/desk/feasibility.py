"""Whether a desk employs enough managers to keep its rivals apart."""

from collections import Counter

from rules.desk.colouring import colours_at_most, colours_needed
from rules.desk.desk import Desk
from rules.desk.publish import alert


def tell_feasibility(desk: Desk) -> None:
    """After a client record: say that the managers do not suffice, or that they do again."""
    if not (desk.work.colours and desk.recolour) or desk.tables is None:
        return
    desk.work.colours = desk.recolour = False
    needed, have = _needed(desk, len(desk.employed)), len(desk.employed)
    if needed is None or (needed > have) == (desk.infeasible_since is not None):
        return
    since = desk.infeasible_since
    desk.infeasible_since = desk.work.at if since is None else None
    if not needed:  # nobody has a rival any more: one manager does for them all, if there is anybody
        needed = int(any(_is_concerned(desk, each) for each in desk.coverages))
    figures = {"needed": needed, "have": have}
    words = (
        (
            f"Desk {desk.id} has managers enough to keep its rivals apart: {needed} are needed, {have} are there.",
            f"На участке {desk.id} хватает менеджеров, чтобы развести соперников: нужно {needed}, есть {have}.",
        )
        if since is not None
        else (
            f"Desk {desk.id} needs {needed} managers to keep its rivals apart and has {have}.",
            f"Участку {desk.id} нужно {needed} менеджеров, чтобы развести соперников, а есть {have}.",
        )
    )
    began = desk.work.at if since is None else since
    alert(desk, "wall_infeasible", desk.id, began, figures, words, cleared=since is not None)


def _needed(desk: Desk, have: int) -> int | None:
    """How many managers it takes; None where a look at numbers of rivals shows that nothing has changed."""
    rivals = desk.rivals
    concerned = {each for each in (*rivals.named, *rivals.classes) if _is_concerned(desk, each)}
    of_class = Counter(code for each in concerned for code in rivals.classes.get(each, ()))
    if desk.infeasible_since is None:
        most = [
            len(rivals.named.get(each, ())) + sum(of_class[code] - 1 for code in rivals.classes.get(each, ()))
            for each in concerned
        ]
        if colours_at_most(most) <= have:
            return None
    elif max(of_class.values(), default=0) - len(rivals.open_until) > max(have, 1):
        # Each pair that consents spares one manager at most; one alone has no rival.
        return None
    graph = {
        each: {
            other for other in rivals.of(each) if other in concerned and not rivals.may_share(each, other, desk.clock)
        }
        for each in concerned
    }
    return colours_needed({each: others for each, others in graph.items() if others})


def _is_concerned(desk: Desk, coverage_id: str) -> bool:
    """Whether somebody here has it in his plan or leads it, or a contact of it lives."""
    coverage = desk.coverages.get(coverage_id)
    return coverage is not None and (
        coverage.lead is not None or bool(coverage.contacts) or any(each in desk.employed for each in coverage.votes)
    )
