"""The kinds of number that money takes in a policy: whole minor units, whole parts per million."""

from typing import Annotated, Final

from pydantic import Field, Strict

from models.policy.part import MILLION

LARGEST_MINOR: Final = 2**63 - 1
MinorUnits = Annotated[int, Strict(), Field(ge=0, le=LARGEST_MINOR)]
Rate = Annotated[int, Strict(), Field(ge=0, le=MILLION)]
