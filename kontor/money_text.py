"""Money as people read it."""


def money_text(minor: int, currency: str) -> str:
    """Minor units as a sum with hundredths, like `-1 234.50 RUB`."""
    whole, hundredths = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole:,}.{hundredths:02d} {currency}".replace(",", " ")


def percent_text(ppm: int) -> str:
    """Parts per million as `12.3456 %`."""
    whole, rest = divmod(abs(ppm), 10_000)
    return f"{'-' if ppm < 0 else ''}{whole}.{rest:04d} %"
