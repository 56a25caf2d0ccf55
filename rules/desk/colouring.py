"""How many managers it takes to keep rivals apart: a greedy colouring, by degree (Welsh and Powell 1967)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet


def colours_needed(rivals: Mapping[str, AbstractSet[str]]) -> int:
    """
    Colours a greedy colouring takes: those with most rivals first, of equals the smaller id.

    `rivals`: each one's rivals, all of them keys themselves. Never fewer than are needed, at times more.
    """
    colours: dict[str, int] = {}
    for one in sorted(rivals, key=lambda each: (-len(rivals[each]), each)):
        taken = {colours[other] for other in rivals[one] if other in colours}
        colours[one] = next(colour for colour in range(len(taken) + 1) if colour not in taken)
    return len(set(colours.values()))


def colours_at_most(degrees: list[int]) -> int:
    """No fewer colours than `colours_needed` takes, told from the numbers of rivals alone."""
    ordered = sorted(degrees, reverse=True)
    return max((min(degree + 1, place) for place, degree in enumerate(ordered, 1)), default=0)
