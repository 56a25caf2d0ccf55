"""`kontor tariffs raroc`: what a loan earns on the capital it binds, and how low its rate may go."""

from json import dumps
from typing import Annotated

import typer

from kontor.money_text import percent_text
from kontor.tariff_files import PolicyFile, tariffs_in
from models.errors import NOT_SO, KontorError
from models.policy.part import MILLION


def raroc(
    policy: PolicyFile,
    item: Annotated[str, typer.Option(help="The item whose capital and funding the policy says.")],
    amount: Annotated[int, typer.Option(help="Of the loan, minor units.", metavar="MINOR", min=1)],
    rate: Annotated[int, typer.Option(help="Yearly, ppm of the amount.", metavar="PPM", min=0)],
    fees: Annotated[
        int, typer.Option(help="What else the client pays a year, minor units.", metavar="MINOR", min=0)
    ] = 0,
    deposit_margin: Annotated[
        int, typer.Option(help="What his deposits earn the bank a year, minor units.", metavar="MINOR")
    ] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """
    Say what a loan returns on its capital, the lowest rate that meets the policy's hurdle, and the floor.

    Exits with 1 where the policy says nothing of the item's capital.

    Example:  kontor tariffs raroc --policy policy.yaml --item loan --amount 2000000000 --rate 180000
    """
    from rules.tariff.raroc import Loan, floor_ppm, lowest_rate_ppm
    from rules.tariff.raroc import raroc as returned
    from rules.tariff.rounding import rounded

    tariffs = tariffs_in(policy)
    capital = tariffs.raroc.get(item)
    if capital is None:
        raise KontorError(f"tariffs.raroc of {policy} has no item {item}", NOT_SO)
    loan = Loan(amount, rate, fees, deposit_margin)
    found = {
        "raroc_ppm": rounded(returned(capital, loan) * MILLION),
        "lowest_rate_ppm": lowest_rate_ppm(capital, loan, tariffs.hurdle_ppm),
        "floor_ppm": floor_ppm(capital),
    }
    if as_json:
        typer.echo(dumps(found))
        return
    hurdle = percent_text(tariffs.hurdle_ppm)
    typer.echo(f"return on capital  {percent_text(found['raroc_ppm']):>12}  asked for: {hurdle}")
    typer.echo(f"lowest rate        {percent_text(found['lowest_rate_ppm']):>12}")
    typer.echo(f"floor              {percent_text(found['floor_ppm']):>12}  funding and expected loss")
