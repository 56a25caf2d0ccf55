"""One realistic example of every alert: data by (topic, type)."""

from typing import Any, Final

from kontor.docs_pages.example_case import DESK, OPENED, OPENED_AT
from models.messages.alert import KINDS, Kind
from models.messages.told import ALERTS

ALERT_FIGURES: Final[dict[Kind, dict[str, Any]]] = {
    "wall_breach": {"manager_id": "M-7", "coverage_a": "G-12", "coverage_b": "G-77"},
    "wall_infeasible": {"needed": 5, "have": 4},
    "act_refused": {"contact_id": "K-90017", "manager_id": "M-99", "by": "head-office/ivanova"},
    "manager_set_aside": {"manager_id": "M-7", "missed": 3},
    "presence_silent": {"silent_s": 300, "waiting": 12},
    "concentration": {"manager_id": "M-7", "margin_share_ppm": 261000, "limit_ppm": 250000},
    "rotation_due": {"manager_id": "M-7", "coverage_id": "G-12", "months": 36},
    "absence_due": {"manager_id": "M-7", "longest_days": 6, "needed_days": 14},
    "queue_over_bound": {"contact_id": "K-90017", "waited_s": 601, "bound_s": 600},
    "skill_nobody_has": {"contact_id": "K-90017", "skill": "islamic_finance"},
}
ALERT_WORDS: Final[dict[Kind, tuple[str, str]]] = {
    "wall_breach": ("M-7 serves the rivals G-12 and G-77.", "M-7 ведёт соперников G-12 и G-77."),
    "wall_infeasible": ("Five managers are needed, there are four.", "Нужно пять менеджеров, есть четыре."),
    "act_refused": ("K-90017 was not moved: M-99 is not known here.", "K-90017 не передан: M-99 здесь неизвестен."),
    "manager_set_aside": ("M-7 missed three offers in a row.", "M-7 пропустил три предложения подряд."),
    "presence_silent": ("No presence for 300 s, 12 are waiting.", "Нет данных о присутствии 300 с, ждут 12."),
    "concentration": ("M-7 holds 26.1 % of the margin.", "У M-7 26,1 % маржи."),
    "rotation_due": ("M-7 has led G-12 for 36 months.", "M-7 ведёт G-12 уже 36 месяцев."),
    "absence_due": ("M-7 has not been away for two weeks.", "M-7 не отсутствовал две недели."),
    "queue_over_bound": ("K-90017 waits longer than 600 s.", "K-90017 ждёт дольше 600 с."),
    "skill_nobody_has": ("Nobody here knows islamic_finance.", "Никто здесь не владеет islamic_finance."),
}
SUBJECTS: Final[dict[Kind, str]] = {
    "act_refused": "K-90017",
    "queue_over_bound": "K-90017",
    "skill_nobody_has": "K-90017",
    "wall_infeasible": DESK,
    "presence_silent": DESK,
}


def _alert(kind: Kind) -> dict[str, Any]:
    english, russian = ALERT_WORDS[kind]
    return {
        "kind": kind,
        "subject_id": SUBJECTS.get(kind, "M-7"),
        "desk_id": DESK,
        "seq": 4711,
        "since": OPENED_AT,
        "cause": OPENED,
        "figures": ALERT_FIGURES[kind],
        "message": {"en": english, "ru": russian},
        "cleared": False,
    }


ALERT_EXAMPLES: Final = {(ALERTS, f"alert.{kind}"): _alert(kind) for kind in KINDS}
