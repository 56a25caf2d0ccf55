"""How many of a currency's digits are minor units, by ISO 4217: nearly always two."""

from typing import Final

WITHOUT: Final = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905  # as the standard lists them
)
WITH_THREE: Final = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905  # the same


def minor_digits(currency: str) -> int:
    """Digits behind the point: `minor_digits("JPY")` is 0."""
    if currency in WITHOUT:
        return 0
    return 3 if currency in WITH_THREE else 2
