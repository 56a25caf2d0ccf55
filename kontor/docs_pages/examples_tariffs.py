"""One realistic example of every message about tariffs: data by (topic, type)."""

from typing import Any, Final

from kontor.docs_pages.example_case import OPENED_AT, VERSION
from models.ids import kontor_uuid
from models.messages.benefit_told import OUTCOMES
from models.messages.tariff_alert import TARIFF_KINDS, TariffKind
from models.messages.tariff_told import STATES, State
from models.messages.told import ALERTS, TARIFF_OFFERS

CAUSE: Final = {"source": "crm/moscow-1", "id": "9f1c2b", "type": "offer.requested", "at": OPENED_AT}
TICK: Final = {
    "source": "kontor",
    "id": "tick/G-12/2027-02-04T21:00:00.000Z",
    "type": "tick",
    "at": "2027-02-04T21:00:00.000Z",
}
_OF: Final[dict[str, Any]] = {
    "agreement_id": "A-1",
    "version": 1,
    "coverage_id": "G-12",
    "client_id": "C-1001",
    "scope": "coverage",
    "item": "settlement",
    "currency": "RUB",
    "seq": 3,
    "policy_version": VERSION,
    "price_list_version": 1,
    "decided_at": OPENED_AT,
    "cause": CAUSE,
}
_JUDGED: Final = {**_OF, "seq": 12, "decided_at": TICK["at"], "cause": TICK}
_OBLIGATIONS: Final = {"all": [{"metric": "qualified_turnover", "op": ">=", "value_minor": 500000000}]}
_BENEFIT: Final = {"target": "fee", "type": "fixed", "rate_ppm": 1500}
_TERMS: Final[dict[str, Any]] = {
    "mode": "earn_first",
    "scope": "coverage",
    "valid_from": "2027-01-01",
    "valid_to": "2027-07-01",
    "applies": "next_window",
    "window": {"kind": "calendar", "unit": "month"},
    "obligations": _OBLIGATIONS,
    "benefit": _BENEFIT,
    "on_miss": "none",
}
_SIMULATION: Final[dict[str, Any]] = {
    "break_even_minor": 610526316,
    "no_break_even": False,
    "npv_minor": 2084992,
    "payback_window": 6,
    "depth_ppm": 500000,
    "floor_ok": True,
    "needs": ["committee", "committee"],
    "flows": [-400000, -200000, 0, 200000, 400000, 600000],
}
_FORECAST: Final = {"volume_now_minor": 400000000, "volume_minor": [450000000, 500000000]}
_WINDOW: Final = {"from": "2027-01-01", "to": "2027-02-01"}
_NEXT: Final = {"from": "2027-02-01", "to": "2027-03-01"}
_DISTANCE: Final = {"path": "/all/0", "metric": "qualified_turnover", "missing_minor": 100000000, "days_left": 0}
_VERDICT: Final = kontor_uuid("A-1|1|verdict|2027-01-01|1")
_FROM: Final[dict[State, State]] = {
    "pending": "drafted",
    "returned": "pending",
    "approved": "pending",
    "rejected": "pending",
    "offered": "approved",
    "accepted": "offered",
    "declined": "offered",
    "withdrawn": "offered",
    "lapsed": "offered",
    "active": "accepted",
    "suspended": "active",
    "under_review": "active",
    "ending": "active",
    "settled": "ending",
    "superseded": "active",
    "inactivated": "drafted",
}
_UNTIL: Final = {"drafted", "pending", "returned", "approved", "offered"}


def _state(state: State) -> dict[str, Any]:
    said = {
        **_OF,
        "state": state,
        "from_state": _FROM.get(state),
        "by": "M-7" if state == "drafted" else None,
        "reason": None,
        "approvals": [{"by": "M-40", "level": "committee"}] if state == "pending" else [],
        "terms": _TERMS,
        "valid_from": "2027-01-01",
        "valid_to": "2027-07-01",
        "expires_at": "2026-12-23T21:00:00.000Z" if state in _UNTIL else None,
    }
    return {**said, "simulation": _SIMULATION, "forecast": _FORECAST} if state in ("drafted", "pending") else said


def _benefit(outcome: str) -> dict[str, Any]:
    met = outcome in ("earned", "grace")
    unknown = outcome == "undetermined"
    return {
        **_JUDGED,
        "verdict_id": _VERDICT,
        "supersedes": None,
        "window": _WINDOW,
        "closed": outcome != "at_risk",
        "values": {} if unknown else {"qualified_turnover": 520000000 if met else 400000000},
        "distance": [] if met or unknown else [_DISTANCE],
        "failed": [] if met or unknown else ["/all/0"],
        "benefit": _BENEFIT,
        "rate_ppm": 1500 if met else None,
        "effective": None if unknown or outcome == "at_risk" else _NEXT,
        "clients": ["C-1001", "C-1002"],
        "reason": "no_postings" if unknown else None,
    }


_FIGURES: Final[dict[TariffKind, dict[str, Any]]] = {
    "bubble": {"windows": 3, "forecast_minor": 1800000, "realised_minor": 400000},
    "credit_only": {
        "currency": "RUB",
        "exposure_minor": 2000000000,
        "mean_exposure_minor": 2000000000,
        "turnover_minor": 80000000,
        "turnover_ppm": 10000,
        "limit_ppm": 50000,
        "missing_minor": 320000000,
        "other_products": 0,
        "reciprocity_ppm": 62708,
        "known_ppm": 800000,
    },
    "favouritism": {
        "manager_id": "M-7",
        "approver_id": None,
        "agreements": 6,
        "depth_ppm": 700000,
        "peers_depth_ppm": 200000,
        "above_peers_ppm": 500000,
        "volume_known": 5,
        "volume_not_risen": 4,
        "not_risen_ppm": 800000,
    },
    "parity": {
        "item": "settlement",
        "currency": "RUB",
        "target": "fee",
        "volume_band_minor": 100000000,
        "coverage_a": "G-12",
        "coverage_b": "G-77",
        "rate_a_ppm": 1500,
        "rate_b_ppm": 5000,
    },
}
_SUBJECTS: Final[dict[TariffKind, str]] = {
    "bubble": "A-1",
    "credit_only": "G-12",
    "favouritism": "M-7",
    "parity": "G-12/G-77",
}
_WORDS: Final[dict[TariffKind, tuple[str, str]]] = {
    "bubble": ("A-1 brings much less than was promised.", "A-1 приносит намного меньше обещанного."),
    "credit_only": (
        "G-12 has a loan on soft terms and little else with the bank.",
        "У G-12 льготный кредит и почти ничего больше.",
    ),
    "favouritism": (
        (
            "M-7: 6 agreements, discounts 50.0 % of the list fee deeper than the peers'; turnover has not risen in "
            "4 of 5 where it is known."
        ),
        "M-7: соглашений 6, скидки глубже, чем у коллег, на 50,0 % тарифа; оборот не вырос в 4 из 5 известных.",
    ),
    "parity": (
        "The rivals G-12 and G-77 of like turnover pay 0.1500 % and 0.5000 % for settlement.",
        "Соперники G-12 и G-77 со сходным оборотом платят 0,1500 % и 0,5000 % за settlement.",
    ),
}


def _alert(kind: TariffKind) -> dict[str, Any]:
    english, russian = _WORDS[kind]
    return {
        "kind": kind,
        "subject_id": _SUBJECTS[kind],
        "since": TICK["at"],
        "cause": TICK,
        "figures": _FIGURES[kind],
        "rows": [_VERDICT],
        "message": {"en": english, "ru": russian},
        "cleared": False,
    }


TARIFF_EXAMPLES: Final[dict[tuple[str, str], dict[str, Any]]] = {
    **{(TARIFF_OFFERS, f"offer.{state}"): _state(state) for state in STATES},
    (TARIFF_OFFERS, "offer.refused"): {
        **_OF,
        "price_list_version": None,
        "reasons": ["no_end_date"],
        "message": {"en": "No tariff without an end date.", "ru": "Тарифа без даты окончания не бывает."},
        "distance": None,
        "posting_id": None,
        "window": None,
    },
    (TARIFF_OFFERS, "offer.proposed"): {
        **_JUDGED,
        "proposal_id": kontor_uuid("A-1|1|proposal/contact|2027-01-01|1"),
        "trigger": "contact",
        "manager_id": "M-7",
        "terms": _TERMS,
        "simulation": _SIMULATION,
        "distance": [_DISTANCE],
        "talking_point": {
            "en": "1 000 000.00 RUB more by 31 January and the fee is 0.15 %.",
            "ru": "Ещё 1 000 000,00 RUB до 31 января, и комиссия 0,15 %.",
        },
        "expires_at": "2027-01-31T21:00:00.000Z",
    },
    **{(TARIFF_OFFERS, f"benefit.{outcome}"): _benefit(outcome) for outcome in OUTCOMES},
    (TARIFF_OFFERS, "fee.adjusted"): {
        **_JUDGED,
        "adjustment_id": kontor_uuid("A-1|1|adjustment/reprice|2027-01-01|1"),
        "verdict_id": _VERDICT,
        "window": _WINDOW,
        "kind": "reprice",
        "amount_minor": 630000,
        "basis": {"list_minor": 1260000, "charged_minor": 630000, "volume_minor": 420000000},
        "allocations": [
            {"client_id": "C-1001", "amount_minor": 420000},
            {"client_id": "C-1002", "amount_minor": 210000},
        ],
        "capped": False,
        "waived_by": None,
    },
    (TARIFF_OFFERS, "profit.realised"): {
        **_JUDGED,
        "verdict_id": _VERDICT,
        "supersedes": None,
        "window": _WINDOW,
        "forecast_minor": 300000,
        "realised_minor": -120000,
        "cumulative_forecast_minor": 300000,
        "cumulative_realised_minor": -120000,
    },
    **{(ALERTS, f"alert.{kind}"): _alert(kind) for kind in TARIFF_KINDS},
}
