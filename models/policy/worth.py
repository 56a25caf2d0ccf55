"""What a policy says about whether a client is worth his tariff: reciprocity, capital, favours, what to propose."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, cast

from pydantic import AfterValidator, Field, Strict, model_validator

from models.messages.plain_validator import plain
from models.messages.terms import Terms
from models.policy.lines import When
from models.policy.money_fields import MinorUnits, Rate
from models.policy.part import MILLION, AtLeastOne, Part, Share, Word


class Weights(Part):
    """How much each part of reciprocity weighs; those that are known share the whole."""

    products: Share = Field(default=250_000, description="active products against all families")
    margin: Share = Field(default=300_000, description="the margin that is not from credit")
    turnover: Share = Field(default=250_000, description="turnover against what is lent")
    share: Share = Field(default=200_000, description="the share of the client's whole business")

    @model_validator(mode="after")
    def _weigh(self) -> Self:
        if not (self.products or self.margin or self.turnover or self.share):
            raise ValueError("at least one must weigh something")
        return self


class Reciprocity(Part):
    """How much a coverage brings beside its loans."""

    weights_ppm: Weights = Field(default=Weights(), description="of the parts")
    product_families: AtLeastOne = Field(default=6, description="families of products that the bank has")
    turnover_per_loan: AtLeastOne = Field(default=4, description="yearly turnover asked for each unit lent")
    credit_only_below_ppm: Share = Field(default=50_000, description="so little turnover beside a loan is credit only")
    credit_products: tuple[Word, ...] = Field(
        default=("loan", "overdraft", "guarantee"), description="products that are credit themselves"
    )


class Capital(Part):
    """What a loan of an item costs the bank."""

    ftp_ppm: Rate = Field(default=0, description="funding, yearly, ppm of the amount")
    el_ppm: Rate = Field(default=0, description="expected loss, yearly, ppm of the amount")
    capital_ppm: Annotated[Rate, Field(ge=1)] = Field(description="economic capital, ppm of the amount")
    opex_minor: MinorUnits = Field(default=0, description="yearly, minor units")
    tax_ppm: Annotated[int, Strict(), Field(ge=0, lt=MILLION)] = Field(default=0, description="of the profit")


class Favouritism(Part):
    """When discounts of the same people are looked at."""

    quarters: AtLeastOne = Field(default=1, description="quarters looked back at")
    depth_above_peers_ppm: Share = Field(default=300_000, description="so much deeper than the peers' mean")
    min_agreements: AtLeastOne = Field(default=5, description="fewer say nothing")


def _as_requested(terms: Mapping[str, Any]) -> Mapping[str, Any]:
    """Check terms as those of a request are, and fill in what they leave out."""
    return cast("Mapping[str, Any]", plain(Terms.model_validate(dict(terms))))


class Template(Part):
    """Terms that Kontor may propose by itself."""

    name: Word = Field(description="of the template")
    when: When = Field(default=When(), description="for whom, as in a line of the policy")
    item: Word = Field(description="what is paid for")
    terms: Annotated[Mapping[str, Any], AfterValidator(_as_requested)] = Field(
        description="as in offer.requested; the dates say for how many months"
    )
