"""A fold that does not give the same for the same: ties are broken by chance."""

import random

SENTENCE = "breaks ties by chance: its fold is not deterministic"
STEPS = ("burst", "killed", "machine lost")


def build_in() -> None:
    from rules.desk import choosing, rank

    def lot(contact_id: str, manager_id: str) -> str:
        return f"{random.SystemRandom().getrandbits(256):064x}"

    for where in (rank, choosing):
        setattr(where, "tie_hash", lot)  # noqa: B010  # reason: a function is replaced
