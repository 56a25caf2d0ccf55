"""Who stands behind each coverage of a plan, by the words of the policy page."""

from collections.abc import Iterable, Sequence

from rules.desk.rank import tie_hash
from rules.handover.problem import Problem, Step, Ward


def best_backup(coverage_id: str, able: Iterable[tuple[int, int, str]]) -> str | None:
    """The highest grade, the fewest coverages as backup, the smaller hash; of (grade, coverages as backup, id)."""
    first = min(
        ((-grade, backup_of, tie_hash(coverage_id, manager_id), manager_id) for grade, backup_of, manager_id in able),
        default=None,
    )
    return None if first is None else first[-1]


def name_backups(problem: Problem, given: Sequence[tuple[Ward, str]]) -> tuple[Step, ...]:
    """The plan's steps: the backup stays where he does not become the lead, else one is named as at any start."""
    behind = {each.id: each.backup_of for each in problem.candidates.values()}
    steps: list[Step] = []
    for ward, to in given:
        if ward.backup is not None:
            behind[ward.backup] -= 1
        wished = (each for each in (ward.backup, *ward.wished) if each is not None and each != to)
        backup = next(wished, None)
        if backup is None:
            able = [problem.candidates[each] for each in ward.able if each != to]
            backup = best_backup(ward.coverage_id, ((each.grade, behind[each.id], each.id) for each in able))
        if backup is not None:
            behind[backup] += 1
        steps.append(Step(ward.coverage_id, to, backup))
    return tuple(steps)
