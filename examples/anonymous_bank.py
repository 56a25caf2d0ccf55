"""
Turn a day of a real bank's call centre into a scenario for `kontor demo` and `kontor simulate`.

    python examples/anonymous_bank.py FILE --day 1999-02-01 > day.jsonl
    kontor demo --scenario day.jsonl --speed 60

FILE is the tab-separated format of the "Anonymous Bank" data set, collected and made public for research by
Ilan Guedj and Avishai Mandelbaum, Technion: one row a call. What each row becomes:

* a call that waited or was answered: `contact.opened` at the end of the voice machine, `simservice` = its real service
  time. A client who gave up (HANG): `simpatience` = how long he waited; his service time is the median of his type.
  How long a served client would have waited is unknown, so he has no patience limit here.
* left out, and counted on stderr: PHANTOM rows, and clients who hung up inside the voice machine (HANG, no wait).
* each server of the day: a manager of the one desk `call-centre` who holds one call at a time. Skills and languages
  are what he was ever seen to serve in FILE. He is there from his first to his last service of the day, with five
  minutes either side; a gap between two services of `--break-min` minutes or more is a break.
* priority 2 (moved ahead in the queue by the bank): tier `vip`. Customer 0 is a client nobody knows: no snapshot.
* types: PS nothing special; PE language English; IN skill internet; NE skill stocks; NW skill new_clients;
  TT (asked to be called back) channel callback.

Times in FILE are local to Israel (Asia/Jerusalem; UTC+2 in February 1999); the scenario is in UTC.
"""

import argparse
import csv
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

ISRAEL: Final = ZoneInfo("Asia/Jerusalem")
UTC: Final = ZoneInfo("UTC")
DESK: Final = "call-centre"
MARGIN: Final = timedelta(minutes=5)
LONG_BREAK: Final = timedelta(hours=2)
SKILL_OF_TYPE: Final = {"IN": "internet", "NE": "stocks", "NW": "new_clients"}

Row = dict[str, str]
Record = tuple[datetime, dict[str, Any]]


def seconds(clock: str) -> int:
    """`7:02:47` as seconds since local midnight."""
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def instant(day: date, second: int) -> datetime:
    """A second of the local day as an instant in UTC."""
    local = datetime(day.year, day.month, day.day, tzinfo=ISRAEL) + timedelta(seconds=second)
    return local.astimezone(UTC)


def stamp(at: datetime) -> str:
    """RFC 3339 with exactly three decimals and Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def record(
    topic: str, key: str, at: datetime, kind: str, data: dict[str, Any], sim: dict[str, int], event: str
) -> Record:
    """One line of the scenario, with the instant it is sorted by."""
    value = {"specversion": "1.0", "id": event, "source": "anonymous-bank", "type": kind, "time": stamp(at)}
    value |= {"subject": key, "datacontenttype": "application/json"}
    line = {"topic": topic, "key": key, "timestamp_ms": int(at.timestamp() * 1000)}
    return at, {**line, "value": {**value, **sim, "data": data}, "headers": {}}


def client_of(row: Row) -> str:
    """The client's id; a caller who was not identified is a client of his own, whom nobody knows."""
    return f"client-{row['customer_id']}" if row["customer_id"] != "0" else f"unknown-{contact_of(row)}"


def contact_of(row: Row) -> str:
    """(date, line, call) is unique in the data."""
    return f"{row['date']}-{row['vru+line']}-{row['call_id']}"


def contacts(day: date, rows: Sequence[Row]) -> Iterator[Record]:
    """One `contact.opened` for each call that reached the people's queue."""
    served: dict[str, list[int]] = {}
    for row in rows:
        if row["outcome"] == "AGENT":
            served.setdefault(row["type"], []).append(max(1, int(row["ser_time"])))
    everything = [time for times in served.values() for time in times] or [180]
    for row in rows:
        waited = seconds(row["q_start"]) > 0
        if row["outcome"] == "PHANTOM" or (row["outcome"] == "HANG" and not waited):
            continue
        if row["outcome"] == "HANG":
            typical = round(statistics.median(served.get(row["type"], everything)))
            sim = {"simservice": typical, "simpatience": max(1, int(row["q_time"]))}
        else:
            sim = {"simservice": max(1, int(row["ser_time"]))}
        data: dict[str, Any] = {"contact_id": contact_of(row), "client_id": client_of(row), "desk_id": DESK}
        data |= {"channel": "callback" if row["type"] == "TT" else "phone", "purpose": row["type"]}
        if row["type"] == "PE":
            data["language"] = "en"
        if row["type"] in SKILL_OF_TYPE:
            data["required_skills"] = [{"skill": SKILL_OF_TYPE[row["type"]], "min_level": 1, "mandatory": True}]
        at = instant(day, seconds(row["q_start"] if waited else row["vru_exit"]))
        yield record("crm.contacts", client_of(row), at, "contact.opened", data, sim, f"open/{contact_of(row)}")


def clients(start: datetime, rows: Sequence[Row]) -> Iterator[Record]:
    """A snapshot of every identified client of the day, before its first call."""
    vips = {row["customer_id"] for row in rows if row["priority"] == "2"}
    for customer in sorted({row["customer_id"] for row in rows} - {"0"}):
        tier = "vip" if customer in vips else "standard"
        data = {"client_id": f"client-{customer}", "segment": "retail", "tier": tier, "desk_id": DESK, "language": "he"}
        yield record("crm.clients", data["client_id"], start, "client.updated", data, {}, f"client/{customer}")


def managers(
    start: datetime, day: date, rows: Sequence[Row], all_rows: Sequence[Row], pause: timedelta
) -> Iterator[Record]:
    """Every server of the day: his snapshot, and when he comes, has a break and goes."""
    for name in sorted({row["server"] for row in rows} - {"NO_SERVER"}):
        types = {row["type"] for row in all_rows if row["server"] == name}
        data = {"manager_id": name, "desk_id": DESK, "segments": ["retail"], "capacity": 2}
        data["skills"] = {skill: 3 for kind, skill in sorted(SKILL_OF_TYPE.items()) if kind in types}
        data |= {"languages": ["he", "en"] if "PE" in types else ["he"], "channels": {"phone": 1, "callback": 1}}
        yield record("crm.managers", name, start, "manager.updated", data, {}, f"manager/{name}")
        for at, state in presence(day, [row for row in rows if row["server"] == name], pause):
            said = {"manager_id": name, "state": state}
            event = f"presence/{name}/{stamp(at)}"
            yield record("crm.managers", f"{name}/presence", max(at, start), "manager.presence", said, {}, event)


def presence(day: date, rows: Sequence[Row], pause: timedelta) -> Iterator[tuple[datetime, str]]:
    """(instant, state) of one server: available around his services, away or offline between and after."""
    spans = sorted((seconds(r["ser_start"]), max(1, int(r["ser_time"]))) for r in rows if seconds(r["ser_start"]) > 0)
    here = [(instant(day, begin) - MARGIN, instant(day, begin + length) + MARGIN) for begin, length in spans]
    for index, (come, go) in enumerate(here):
        gone_for = come - here[index - 1][1] + 2 * MARGIN if index else None
        if gone_for is None or gone_for >= pause:
            yield come, "available"
        following = here[index + 1][0] - go + 2 * MARGIN if index + 1 < len(here) else None
        if following is None or following >= pause:
            yield go, "offline" if following is None or following >= LONG_BREAK else "away"


def scenario(rows: Sequence[Row], day: date, pause: timedelta = timedelta(minutes=20)) -> list[dict[str, Any]]:
    """The day as a scenario, in order of time; a day nobody called gives an empty list."""
    todays = [row for row in rows if row["date"] == day.strftime("%y%m%d")]
    opened = list(contacts(day, todays))
    if not opened:
        return []
    start = min(at for at, _ in opened) - 2 * MARGIN
    people = [*managers(start, day, todays, rows, pause), *clients(start, todays)]
    return [line for _, line in sorted([*people, *opened], key=lambda item: item[0])]


def main() -> int:
    """Read FILE, write the scenario to stdout; 1 if that day has no calls, 2 if FILE is not of this format."""
    what = (__doc__ or "").strip().partition("\n")[0]
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("file", type=Path, help="tab-separated calls of the Anonymous Bank data set")
    parser.add_argument("--day", type=date.fromisoformat, required=True, help="local day, e.g. 1999-02-01")
    parser.add_argument("--break-min", type=int, default=20, help="minutes without a service that count as a break")
    args = parser.parse_args()
    try:
        with args.file.open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
        lines = scenario(rows, args.day, timedelta(minutes=args.break_min))
    except (OSError, KeyError, ValueError, UnicodeDecodeError) as wrong:
        sys.stderr.write(f"{args.file} cannot be read as calls of the Anonymous Bank: {wrong!r}\n")
        return 2
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    opened = sum(line["value"]["type"] == "contact.opened" for line in lines)
    called = sum(row["date"] == args.day.strftime("%y%m%d") for row in rows)
    sys.stderr.write(f"{opened} contacts, {called - opened} rows left out (phantoms, hung up in the voice machine)\n")
    return 0 if lines else 1


if __name__ == "__main__":
    sys.exit(main())
