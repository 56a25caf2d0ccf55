"""`kontor tariffs fee`: what something costs by a policy's price lists, and under terms."""

from collections.abc import Mapping
from datetime import date
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from kontor.money_text import money_text
from kontor.tariff_files import PolicyFile, json_in, read_as, tariffs_in
from kontor.tariff_text import missing_text
from models.errors import NOT_SO, USAGE, KontorError
from models.policy.tariffs import PriceList, Tariffs


def fee(
    policy: PolicyFile,
    item: Annotated[str, typer.Option(help="The item of the price list.")],
    turnover: Annotated[int, typer.Option(help="Turnover of one period, minor units.", metavar="MINOR")],
    on: Annotated[
        str | None, typer.Option("--date", help="The business date; needed where the item has more than one list.")
    ] = None,
    segment: Annotated[
        str | None, typer.Option(help="The client's segment, where price lists differ by it.", metavar="SEGMENT")
    ] = None,
    terms: Annotated[
        Path | None, typer.Option(help="Terms as in offer.requested (JSON), to say what they make of it.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """
    Say what one period's turnover costs: by the list, and under terms with what a miss owes.

    Exits with 1 where the policy has no such list, with 2 where a file or a date cannot be read.

    Example:  kontor tariffs fee --policy policy.yaml --item settlement --turnover 420000000 --terms terms.json
    """
    from rules.tariff.one_period import reckon

    prices, under = _list_of(tariffs_in(policy), item, segment, on), None if terms is None else _terms(terms)
    try:
        found = reckon(prices, turnover, under)
    except ValueError as wrong:
        raise KontorError(f"{terms}: {wrong}", USAGE) from wrong
    if as_json:
        typer.echo(dumps(found._asdict()))
        return
    said = {"fee": found.fee_minor, "by the list": found.list_fee_minor, "adjustment": found.adjustment_minor}
    for name, minor in said.items():
        capped = " (capped)" if name == "adjustment" and found.capped else ""
        typer.echo(f"{name:<12} {money_text(minor, prices.currency):>24}{capped}")
    for each in found.distance:
        missing = missing_text(each, prices.currency)
        typer.echo(f"{'missing':<12} {missing} at {each['path'] or 'the obligation'}")
    unknown = _not_of_turnover(under)
    if unknown:
        typer.echo(f"{'unknown':<12} {', '.join(unknown)}: a turnover alone does not say")


def _not_of_turnover(terms: Mapping[str, Any] | None) -> list[str]:
    """Metrics that terms ask for beside turnover, each once: here they are unknown, and grant and take nothing."""
    from rules.tariff.conditions import TURNOVER, clauses

    asked = () if terms is None else clauses(terms["obligations"])
    return sorted({clause["metric"] for _, clause in asked} - {TURNOVER})


def _list_of(tariffs: Tariffs, item: str, segment: str | None, on: str | None) -> PriceList:
    lists = [each for each in tariffs.price_lists if each.item == item]
    if not lists:
        raise KontorError(f"no price list has an item {item}", NOT_SO)
    if on is None:
        if len(lists) > 1:
            raise KontorError(f"{item} has {len(lists)} price lists: say of which --date", USAGE)
        return lists[0]
    try:
        day = date.fromisoformat(on)
    except ValueError as wrong:
        raise KontorError(f"--date {on} is no date like 2026-01-01", USAGE) from wrong
    found = tariffs.list_of(item, segment, day)
    if found is None:
        whom = "every segment" if segment is None else f"segment {segment}"
        raise KontorError(f"no price list of {item} holds for {whom} on {on}", NOT_SO)
    return found


def _terms(file: Path) -> dict[str, Any]:
    """Read terms by themselves, or those of a request."""
    from models.messages.terms import METRICS, Terms
    from rules.tariff.conditions import clauses

    said = json_in(file)
    if isinstance(said, dict) and isinstance(said.get("terms"), dict):
        said = said["terms"]
    read = read_as(Terms, "terms", said, file)
    for name in ("valid_to", "obligations"):
        if read[name] is None:
            raise KontorError(f"{file} has terms without {name}", USAGE)
    unknown = [clause["metric"] for _, clause in clauses(read["obligations"]) if clause["metric"] not in METRICS]
    if unknown:
        raise KontorError(f"{file} asks for {unknown[0]}, and there is no such metric", USAGE)
    return read
