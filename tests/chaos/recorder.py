"""What stood on the topics of a failed round, kept beside its diary: recordings that `kontor verify` reads too."""

import contextlib

from kontor.verify.bus import Prefixes, reading
from models.errors import KontorError
from models.recording import Line, write_line
from streams.security import aiokafka_access
from streams.topics import BUILT
from tests.chaos.round import Round


def record_topics(round_: Round) -> None:
    """One `<topic>.jsonl` for each topic."""
    settings = round_.settings
    with (
        contextlib.suppress(KontorError),
        reading(aiokafka_access(settings), Prefixes(settings.app, settings.crm)) as bus,
    ):
        for topic in BUILT:
            with (round_.folder / f"{topic.name}.jsonl").open("wb") as file:
                for each in bus.read(topic.name):
                    file.write(
                        write_line(
                            Line(
                                each.topic, each.key, each.timestamp_ms, each.value, each.headers, each.partition,
                                each.offset,
                            )
                        )
                    )  # fmt: skip
