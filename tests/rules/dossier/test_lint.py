"""What the text of a dossier may say, and what not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dossier.lint import CODES, SENTENCES, findings


def codes(title: str, *certificates: str) -> list[tuple[str, str]]:
    return places(title=title, certificates=list(certificates))


def places(**said: Any) -> list[tuple[str, str]]:
    dossier = {"title": "", "certificates": [], "industries": [], "services": []} | said
    return [(each.place, each.code) for each in findings(dossier)]


@pytest.mark.parametrize(
    "text",
    [
        "Corporate client manager, separate accounts and trade finance",
        "Клиентский менеджер крупного бизнеса",
        "Freelance accountant until 2014; ACCA, CFA level 2",
        "Ведёт агропредприятия и внешнюю торговлю, 12 лет опыта",
    ],
)
def test_facts_pass(text: str) -> None:
    assert codes(text, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I get you a loan at 9.9 %",
        "Best RATES in town",
        "Free acquiring for my clients",
        "Guaranteed approval",
        "Кредит под низкую ставку",
        "Бесплатное обслуживание",
        "Скидка на эквайринг",
        "Дешёвые кредиты",
        "Дешевые кредиты",
        "Без комиссии",
        "Ск\u200bидка на эквайринг",
        "Ｄｉｓｃｏｕｎｔ on fees",
        "no\u00a0fees",
    ],
)
def test_a_promised_tariff_is_found_in_both_languages_whatever_the_spelling(text: str) -> None:
    assert codes(text) == [("title", "promises_tariff")]
    assert codes("Manager", "CFA", text) == [("certificates[1]", "promises_tariff")]


@pytest.mark.parametrize(
    "text",
    [
        "Cross-sell champion",
        "Upsell of insurance",
        "Beats every sales plan",
        "Кросс-продажи страховок",
        "План продаж 120",
    ],
)
def test_a_cross_sell_target_is_found(text: str) -> None:
    assert codes(text) == [("title", "names_cross_sell")]


def test_a_promise_is_found_in_what_a_client_reads_of_industries_and_services_too() -> None:
    service = {"code": "Кредит со скидкой", "provider": "bank", "fee_minor": 0, "partner_discount_ppm": None}

    assert places(industries=["agro", "loans at 9 %"], services=[service | {"code": "trade finance"}, service]) == [
        ("industries[1]", "promises_tariff"),
        ("services[1].code", "promises_tariff"),
    ]


def test_every_code_has_a_sentence() -> None:
    assert tuple(SENTENCES) == CODES


@given(st.text(), st.lists(st.text(), max_size=3))
def test_no_text_breaks_it(title: str, certificates: list[str]) -> None:
    assert {place for place, _ in codes(title, *certificates)} <= {"title", *(f"certificates[{at}]" for at in range(3))}
