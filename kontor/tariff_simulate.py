"""`kontor tariffs simulate`: what a request for terms is worth, before anybody asks for them."""

from collections.abc import Iterator, Mapping
from datetime import date
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from kontor.money_text import money_text, percent_text
from kontor.tariff_files import PolicyFile, json_in, read_as, tariffs_in
from models.errors import NOT_SO, USAGE, KontorError


def simulate(
    request: Annotated[Path, typer.Argument(help="The data of an offer.requested (JSON).", metavar="REQUEST.json")],
    policy: PolicyFile,
    on: Annotated[
        str | None,
        typer.Option("--date", help="When it is asked for; left out: not after its first day.", metavar="YYYY-MM-DD"),
    ] = None,
    segment: Annotated[
        str | None, typer.Option(help="The client's segment, where price lists differ by it.", metavar="SEGMENT")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, as in offer.drafted.")] = False,
) -> None:
    """
    Say what terms are worth by their own forecast: break-even, present value, depth, approvals, flows.

    Why it would be refused is said beside it. Exits with 1 where it cannot be simulated at all.

    Example:  kontor tariffs simulate --policy policy.yaml request.json
    """
    from models.messages.offer_in import OfferRequested
    from models.messages.tariff_refusals import REFUSALS
    from rules.tariff.request import Proposal, list_for, look_at

    tariffs, said = tariffs_in(policy), json_in(request)
    if isinstance(said, dict) and "specversion" in said:
        said = said.get("data")  # a whole event, as on crm.offers
    asked = read_as(OfferRequested, "request", said, request)
    terms = asked["terms"]
    today = _day(on or terms["valid_from"])
    prices = list_for(tariffs, asked["item"], segment, today, terms["valid_from"])
    looked = look_at(Proposal(terms, asked["forecast"], asked["committee_exception"], today, tariffs, prices))
    refused = [f"{code}: {REFUSALS[code][0]}" for code in looked.reasons]
    if looked.simulated is None or prices is None:
        raise KontorError(f"{request} cannot be simulated: {' '.join(refused)}", NOT_SO)
    for each in refused:
        typer.echo(f"it would be refused, {each}", err=True)
    found = looked.said()
    if as_json:
        typer.echo(dumps(found))
        return
    for line in _table(found, asked, prices.currency):
        typer.echo(line)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise KontorError(f"--date {text} is no date like 2026-01-01", USAGE) from wrong


def _table(found: Mapping[str, Any], asked: Mapping[str, Any], currency: str) -> Iterator[str]:
    from rules.tariff.simulation import simulated_windows

    def money(minor: int | None) -> str:
        return "-" if minor is None else money_text(minor, currency)

    depth, floor = found["depth_ppm"], found["floor_ok"]
    payback = found["payback_window"]
    yield f"break-even         {'none' if found['no_break_even'] else money(found['break_even_minor'])}"
    yield f"net present value  {money(found['npv_minor'])}"
    yield f"payback            {'-' if payback is None else f'window {payback}'}"
    yield f"depth              {'-' if depth is None else percent_text(depth)}"
    yield f"floor              {'-' if floor is None else 'kept' if floor else 'not kept'}"
    yield f"needs              {', '.join(found['needs']) or '-'}"
    if found["flows"]:
        volumes = asked["forecast"]["volume_minor"]
        yield f"{'from':<10}  {'to':<10}  {'turnover':>28}  {'more than now':>28}"
        for place, (window, flow) in enumerate(zip(simulated_windows(asked["terms"]), found["flows"], strict=True)):
            volume = volumes[min(place, len(volumes) - 1)]
            yield f"{window.first}  {window.to}  {money(volume):>28}  {money(flow):>28}"
