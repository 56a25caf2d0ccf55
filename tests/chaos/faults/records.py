"""Records that no sender should send, and too many at once."""

from random import Random

import orjson

from models.recording import Line
from tests.chaos.bank import SOURCE, now_ms
from tests.chaos.fault import Fault
from tests.chaos.round import Round


def _event(chance: Random, kind: str, data: object) -> bytes:
    base = {"specversion": "1.0", "id": f"bad/{chance.getrandbits(60)}", "source": SOURCE, "type": kind}
    return orjson.dumps({**base, "data": data})


def _poison(chance: Random) -> bytes:
    number = chance.getrandbits(60)
    return chance.choice(
        [
            b'{"specversion": %d' % number,
            b"\xff\xfe\x00%d" % number,
            b'{"contact_id": "C-%d"}' % number,
            b"[" * 300 + b"%d" % number,
            _event(chance, "contact.sneezed", {"contact_id": f"C-{number}"}),
            _event(chance, "contact.opened", {"contact_id": f"C-{number}", "client_id": "c", "channel": "pigeon"}),
            _event(chance, "contact.opened", [number]),
            _event(chance, "contact.closed", {}),
            _event(chance, "manager.updated", {"manager_id": f"M-{number}"}),
        ]
    )


def poison(round_: Round, chance: Random) -> None:
    """A handful of records that cannot be read, each in its own way."""
    lines = [
        Line("crm.contacts", b"client-%d" % chance.randrange(60), now_ms(), _poison(chance))
        for _ in range(chance.randint(1, 5))
    ]
    round_.bad(lines)


def oversize(round_: Round, chance: Random) -> None:
    name = "x" * (round_.settings.max_record_bytes + chance.randint(1, 100_000))
    value = _event(chance, "contact.opened", {"contact_id": "C-large", "client_id": name, "channel": "web"})
    round_.bad([Line("crm.contacts", b"client-%d" % chance.randrange(60), now_ms(), value)])


def burst(round_: Round, chance: Random) -> None:
    """Three hundred to fifteen hundred lines at once."""
    for _ in range(chance.randint(300, 1500)):
        round_.load.put(round_.load.bank.next())


FAULTS = (
    Fault("poison", "records", "Records that cannot be read.", poison, 2, seconds=0.2),
    Fault("oversize", "records", "A record above the limit.", oversize, seconds=0.3),
    Fault("burst", "records", "Up to fifteen hundred records at once.", burst, 1.5, seconds=1),
)
