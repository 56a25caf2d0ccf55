"""Why something asked for does not pass: one catalogue, in the order in which reasons are told."""

from typing import Final

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "no_obligation": ("No tariff without an obligation that can be missed.", "Тарифа без обязательства не бывает."),
    "no_end_date": ("No tariff without an end date.", "Тарифа без даты окончания не бывает."),
    "below_floor": ("The agreed fee is below the floor of the price list.", "Комиссия ниже минимума прейскуранта."),
    "no_break_even": (
        "At these terms no turnover brings what it brings now.",
        "При этих условиях нет точки окупаемости.",
    ),
    "not_worth_it": ("By its own forecast the bank loses by it.", "По прогнозу банк на этом теряет."),
    "forecast_mismatch": (
        "The forecast's contribution is not that of the price list.",
        "Маржа в прогнозе не та, что по прейскуранту.",
    ),
    "credit_only": (
        "A soft rate needs more business with the bank than a loan alone.",
        "Льготная ставка — для тех, кто не только кредитуется.",
    ),
    "self_approval": (
        "Nobody approves what he proposed, or what is of his own clients.",
        "Своё предложение и своих клиентов не одобряют.",
    ),
    "same_approver_twice": ("The same person cannot approve twice.", "Дважды одно лицо не одобряет."),
    "no_authority": ("Such a discount is not within this authority.", "Такая скидка выше этих полномочий."),
    "approver_walled": ("The approver serves a rival of the client.", "Одобряющий работает с конкурентом клиента."),
    "approver_interested": ("The approver has an interest in it.", "Одобряющий в этом заинтересован."),
    "approver_unknown": ("Nobody knows this person.", "Этот человек неизвестен."),
    "stale_forecast": ("The forecast is too old.", "Прогноз устарел."),
    "price_list_changed": ("The price list has changed since.", "Прейскурант с тех пор изменился."),
    "wrong_state": ("That cannot be done as it stands now.", "В нынешнем состоянии это невозможно."),
    "bad_window": ("The windows do not fit the validity or the mode.", "Окна не подходят к сроку или режиму."),
    "miss_without_grant": (
        "What is earned first cannot be taken back: on_miss must be none.",
        "Заработанное заранее нечего возвращать: on_miss должен быть none.",
    ),
    "duplicate_pending": ("Another proposal on this item is open.", "По этой услуге уже есть открытое предложение."),
    "overlapping_agreement": ("Another agreement on this item is alive.", "По этой услуге уже действует соглашение."),
    "unknown_item": ("No price list has this item.", "В прейскурантах нет такой услуги."),
    "unknown_metric": ("There is no such metric.", "Такого показателя нет."),
    "unknown_client": ("Nobody knows this client.", "Этот клиент неизвестен."),
    "correction_too_late": (
        "The posting comes too late to correct its window.",
        "Проводка пришла слишком поздно, окно уже не исправить.",
    ),
    "risk_hold": ("Risk control holds this client.", "Клиент остановлен контролем рисков."),
}
"""Code to its sentence, English and Russian."""
