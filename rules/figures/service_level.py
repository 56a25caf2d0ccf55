"""The share of contacts that were answered in time, by the three methods a policy may name."""

from collections.abc import Iterable

from rules.figures.lives import Life


def within(lives: Iterable[Life], method: str, within_ms: int) -> tuple[int, int]:
    """
    (in time, counted) for contacts of one line whose fate is known (somebody was named, or the client left).

    * `offered`: somebody was named (offer or assignment) in time; who left before that is counted as missed.
    * `answered`: it was taken up in time (the accept; where none was seen, the assignment); who left is missed.
    * `positive`: as `answered`, but who left before `within_ms` were over is counted as in time: nobody broke a
      promise to him.

    The three give different numbers on the same day, so the method belongs into the name of the figure.
    """
    in_time = counted = 0
    for life in lives:
        if method == "offered":
            reached = life.named_ms
        else:
            reached = life.assigned_ms if life.answered_ms is None else life.answered_ms
        if reached is None and life.abandoned_ms is None:
            continue
        counted += 1
        if reached is not None:
            in_time += reached - life.opened_ms <= within_ms
        elif life.abandoned_ms is not None and method == "positive":
            in_time += life.abandoned_ms - life.opened_ms < within_ms
    return in_time, counted
