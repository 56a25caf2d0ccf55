"""`docs/topics.md`, from the catalogue of topics."""

from collections.abc import Mapping
from typing import Final

from streams.topic import Role, Spread, Topic
from streams.topics import TOPICS, messages_of

_HEAD: Final = """\
# Topics

`kontor topics plan` shows what is missing or differs, `kontor topics apply` makes what is missing. On the bus the first
word of a name is replaced by `KONTOR_CRM` or `KONTOR_APP`. This page is generated from `streams/topics.py`.
"""
_PARTS: Final = {
    Role.CRM: "Published by the CRM",
    Role.CONTRACT: "Published by Kontor",
    Role.INBOX: "Inboxes, and not a contract",
    Role.JOURNAL: "Journals, and not a contract",
}


def pages() -> Mapping[str, str]:
    """The one page."""
    parts = [_HEAD]
    for role, title in _PARTS.items():
        parts.append(
            f"\n## {title}\n\n| topic | key | partitions | kept | from | to | what |\n|---|---|---|---|---|---|---|\n"
        )
        parts.extend(_row(topic) for topic in TOPICS if topic.role is role)
    return {"docs/topics.md": "".join(parts)}


def _row(topic: Topic) -> str:
    partitions = "1" if topic.spread is Spread.ONE else "`KONTOR_PARTITIONS`"
    kept = "compacted" if topic.compacted else f"{topic.retention_days} days"
    messages = "".join(f" `{kind}`" for kind in messages_of(topic))
    what = topic.sentence + ("" if topic.built else " Not built yet.") + (f"<br>{messages.strip()}" if messages else "")
    names = (f"`{topic.name}`", topic.key, partitions, kept, ", ".join(topic.producers), ", ".join(topic.consumers))
    return f"| {' | '.join(names)} | {what} |\n"
