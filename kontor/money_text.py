"""Money as people read it."""

from models.currencies import minor_digits


def money_text(minor: int, currency: str) -> str:
    """Minor units as a sum, like `-1 234.50 RUB`; with as many digits behind the point as the currency has."""
    digits = minor_digits(currency)
    whole, broken = divmod(abs(minor), 10**digits)
    behind = f".{broken:0{digits}d}" if digits else ""
    return f"{'-' if minor < 0 else ''}{whole:,}".replace(",", " ") + f"{behind} {currency}"


def percent_text(ppm: int) -> str:
    """Parts per million as `12.3456 %`."""
    whole, rest = divmod(abs(ppm), 10_000)
    return f"{'-' if ppm < 0 else ''}{whole}.{rest:04d} %"
