"""`kontor explain`: why, for people."""

import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from models.errors import NOT_SO, KontorError
from models.recording import Line, read_lines


class Language(StrEnum):
    """What the sentences are written in."""

    EN = "en"
    RU = "ru"


def register(app: typer.Typer) -> None:
    """Add `kontor explain`."""
    app.command("explain")(explain)


def explain(
    contact_id: Annotated[str, typer.Argument(help="The contact.", metavar="CONTACT_ID", show_default=False)],
    recording: Annotated[
        Path | None,
        typer.Option(help="A recording, of decisions or of what leads to them, instead of the brokers; - is stdin."),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="With a recording of what leads to decisions: the policy in force.")
    ] = None,
    *,
    language: Annotated[Language, typer.Option(help="The language of the sentences.")] = Language.EN,
    as_json: Annotated[bool, typer.Option("--json", help="The decisions themselves, one JSON object a line.")] = False,
) -> None:
    """
    Say who got a contact and why: all that was decided about it, in order, as sentences.

    Exits with 1 when nothing was ever decided about it.

    Example:  kontor explain C-1001  ·  kontor explain C-1001 --recording decisions.jsonl --language ru
    """
    from rules.explain.sentences import story
    from rules.explain.words import ENGLISH
    from rules.explain.words_ru import RUSSIAN

    lines = _from_brokers("kontor.assignments", contact_id) if recording is None else _from_recording(recording, policy)
    decisions = list(_decisions(lines, contact_id))
    if not decisions:
        where = "on the brokers" if recording is None else f"in {recording}"
        rejected = _from_brokers("kontor.dead-letters") if recording is None else _from_recording(recording, policy)
        raise KontorError(
            f"nothing was decided about a contact {contact_id} {where}{_why(rejected, contact_id)}", NOT_SO
        )
    if as_json:
        for decision in decisions:
            sys.stdout.buffer.write(orjson.dumps(decision, option=orjson.OPT_APPEND_NEWLINE))
        return
    for sentence in story(decisions, ENGLISH if language is Language.EN else RUSSIAN):
        typer.echo(sentence)


def _decisions(lines: Iterable[Line], contact_id: str) -> Iterator[dict[str, Any]]:
    """The contact's decisions, each once: what was published again after a crash has the same desk and seq."""
    key = contact_id.encode()
    last: dict[str, int] = {}
    for line in lines:
        if line.topic != "kontor.assignments" or line.key != key or line.value is None:
            continue
        decision = orjson.loads(line.value)
        desk_id, seq = decision["data"]["desk_id"], decision["data"]["seq"]
        if seq > last.get(desk_id, -1):
            last[desk_id] = seq
            yield decision


def _why(lines: Iterable[Line], contact_id: str) -> str:
    """What is wrong with the contact's opening, if that is why nothing was decided."""
    for line in lines:
        if line.topic != "kontor.dead-letters" or line.value is None:
            continue
        letter = orjson.loads(line.value)["data"]
        text = b64decode(letter["value_b64"] or "")
        if b"contact.opened" in text and orjson.dumps(contact_id) in text:
            return f": its opening was rejected as {letter['reason']} ({'; '.join(letter['errors'])})"
    return ""


def _from_brokers(topic: str, contact_id: str | None = None) -> Iterator[Line]:
    """A topic from its beginning; with a contact only the partition it is on."""
    from kafka.partitioner.default import murmur2

    from kontor.topic_records import Start, reading
    from streams.settings_source import load_settings

    with reading(load_settings()) as reader:
        home = None
        if contact_id is not None:
            home = (murmur2(contact_id.encode()) & 0x7FFFFFFF) % reader.partitions(topic)
        yield from reader.lines([topic], Start("earliest"), only=home)


def _from_recording(file: Path, policy: Path | None) -> Iterator[Line]:
    from kontor.recordings import Recording, replayed

    with Recording(file) as recording:
        if recording.holds_decisions:
            yield from read_lines(recording.texts())
        else:
            yield from replayed(recording, policy)
