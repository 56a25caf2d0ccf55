"""
What a dossier's free text may not say, in English and Russian.

A dossier is bank-checked facts and a catalogue of services. Tariffs are promised by offers that
somebody approved, never by a manager's own words; and whom the bank wants to sell what is no
client's to read. A text is judged by stems and whole words, without regard to case, `ё` and
invisible characters: it rather refuses a harmless sentence than lets a promise through, for a
refused dossier only is not shown.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

Code = Literal["promises_tariff", "names_cross_sell"]
CODES: Final[tuple[Code, ...]] = get_args(Code)
SENTENCES: Final[dict[Code, str]] = {
    "promises_tariff": "It promises a rate, a fee, a discount or a result: only an approved offer may.",
    "names_cross_sell": "It names what the bank wants to sell to whom: no client is to read that.",
}

_PROMISES: Final = (
    r"%|‰|\bpercent\b|\bper cent\b|процент",
    r"\brates?\b|\btariffs?\b|\bfees?\b|\bdiscount|\brebate|\bcash ?back\b|\bbonus(es)?\b",
    r"\bfree\b|\bfor nothing\b|\bguarantee|\bcheap|\bzero (cost|commission)|\bcommission",
    r"\bставк|\bтариф|\bкомисси|\bскидк|\bкэшб[еэ]к|\bкешб[еэ]к|\bбонус|\bльгот",
    r"\bбесплатн|\bдаром\b|\bгаранти|\bдешев|\bвыгодн(ее|ые услов)|\bбез комисси|\bпереплат",
)
_CROSS_SELL: Final = (
    r"\bcross[- ]?sell|\bup[- ]?sell|\bsales (target|plan|quota)s?\b|\bkpis?\b|\btarget (client|customer)",
    r"\bshare of wallet\b|\bleads? list\b|\bpenetration\b",
    r"\bкросс[- ]?(прода|сел)|\bдопродаж|\bап[- ]?сел|\bплан\w* продаж|\bцелев\w* клиент|\bдол\w* кошельк",
)
_PATTERNS: Final[tuple[tuple[Code, re.Pattern[str]], ...]] = (
    ("promises_tariff", re.compile("|".join(_PROMISES))),
    ("names_cross_sell", re.compile("|".join(_CROSS_SELL))),
)


class Finding(NamedTuple):
    """One place at which a dossier says what it may not."""

    place: str
    """`title`, `certificates[1]`, `industries[0]` or `services[0].code`."""
    code: Code
    words: str
    """What was found, as it was compared."""


def findings(dossier: Mapping[str, Any]) -> tuple[Finding, ...]:
    """All that is wrong with a dossier's texts, by place; nothing for one that may be shown. Raises nothing."""
    return tuple(
        Finding(place, code, found.group())
        for place, text in _texts(dossier)
        for code, pattern in _PATTERNS
        if (found := pattern.search(_plain(text))) is not None
    )


def _texts(dossier: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "title", dossier["title"]
    for at, certificate in enumerate(dossier["certificates"]):
        yield f"certificates[{at}]", certificate
    for at, industry in enumerate(dossier["industries"]):
        yield f"industries[{at}]", industry
    for at, service in enumerate(dossier["services"]):
        yield f"services[{at}].code", service["code"]


def _plain(text: str) -> str:
    """Compatible forms made one, accents and invisible characters gone, case folded, blanks made one."""
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (" " if each.isspace() else each for each in decomposed if unicodedata.category(each) not in {"Mn", "Cf"})
    return " ".join("".join(kept).casefold().split())
