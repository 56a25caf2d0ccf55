"""A bank with a price list, its people, and the way from a request to an agreement that runs."""

from typing import Any

from tests.rules.tariff.bank import Bank
from tests.rules.tariff.prices import ONE_TIER, terms

FORECAST: dict[str, Any] = {"volume_now_minor": 400_000_000, "volume_minor": [1_000_000_000]}


def policy(prices: dict[str, Any] = ONE_TIER, **tariffs: Any) -> dict[str, Any]:
    """A policy with one list, and what a test wants otherwise."""
    return {"name": "test", "lines": [{}], "tariffs": {"price_lists": [prices], **tariffs}}


def a_bank(*clients: str, prices: dict[str, Any] = ONE_TIER, group: str | None = "G", **tariffs: Any) -> Bank:
    """A bank in December: M1 proposes, M40 and M41 are the committee, M30 is a head; clients of one group."""
    bank = Bank(policy(prices, **tariffs))
    for manager_id, levels in (("M1", []), ("M30", ["head"]), ("M40", ["committee"]), ("M41", ["committee"])):
        bank.says("manager.updated", manager_id=manager_id, desk_id="D", segments=["sme"], approval_levels=levels)
    for client_id in clients or ("C1",):
        bank.client(client_id, group_id=group, manager_id="M1")
    return bank


def request(bank: Bank, said: dict[str, Any] | None = None, **more: Any) -> list[dict[str, Any]]:
    """M1 asks for terms."""
    asked: dict[str, Any] = {
        "agreement_id": "A-1",
        "version": 1,
        "client_id": "C1",
        "item": "settlement",
        "by": "M1",
        "terms": terms() if said is None else said,
        "forecast": FORECAST,
    }
    return bank.says("offer.requested", **{**asked, **more})


def decide(bank: Bank, by: str, decision: str = "approve", **more: Any) -> list[dict[str, Any]]:
    """A person decides."""
    return bank.says("offer.decided", **{"agreement_id": "A-1", "version": 1, "decision": decision, "by": by, **more})


def act(bank: Bank, kind: str, **more: Any) -> list[dict[str, Any]]:
    """Somebody acts on the agreement."""
    return bank.says(f"offer.{kind}", **{"agreement_id": "A-1", "version": 1, "by": "M1", **more})


def agreed(bank: Bank, said: dict[str, Any] | None = None, **more: Any) -> None:
    """From the request to the client's acceptance."""
    names = {name: more[name] for name in ("agreement_id", "version") if name in more}
    request(bank, said, **more)
    for by in ("M40", "M41"):
        decide(bank, by, **names)
    act(bank, "sent", **names)
    (told,) = [each for each in act(bank, "accepted", **names) if each["type"] == "offer.accepted"]
    assert told["state"] == "accepted"


def a_month(bank: Bank, month: str, minor: int, client_id: str = "C1") -> None:
    """Turnover in the middle of a month, and a sign on the first of the next that the feed lives."""
    bank.on(max(bank.today, f"{month}-10"))
    bank.posts(client_id, minor)
    year, number = int(month[:4]), int(month[5:])
    following = f"{year + number // 12}-{number % 12 + 1:02d}-01"
    bank.on(following)
    bank.says(
        "turnover.posted", posting_id=f"sign-{following}", client_id="SIGN", amount_minor=1, currency="RUB",
        direction="credit", kind="sale", value_date=following,
    )  # fmt: skip


def kinds(told: list[dict[str, Any]]) -> list[str]:
    """Types, in order."""
    return [each["type"] for each in told]
