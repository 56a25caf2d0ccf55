"""What is told of tariffs is held against the rules as well: what the intake told, what was published, the rows."""

from typing import Any

import orjson

from kontor.policy_file import activation
from kontor.verify.chains import chain_of
from models.cloudevent import encode
from models.inbox_headers import AUDIT_INBOX, INTAKE_INBOX, TARIFF_INBOX, TICKS, TOPIC
from models.instants import DAY_MS, format_instant
from models.messages.told import ALERTS, TARIFF_OFFERS
from models.policy import Policy
from models.recording import Line
from tests.rules.tariff.agreed import FORECAST, policy
from tests.rules.tariff.prices import ONE_TIER, terms
from tests.verify.bank import START_MS, broken, live, told
from tests.verify.house import House


def line(topic: str, key: str, kind: str, named: str, /, **data: Any) -> Line:
    value = encode(id=named, source="crm/t", type=kind, time=START_MS, subject=key, data=data)
    return Line(topic, key.encode(), START_MS, value)


def a_day(**tariffs: Any) -> list[Line]:
    """Two agreements on their way, one refused, postings, a repeat and a posting that cannot be."""
    said = policy({**ONE_TIER, "valid_from": "2025-01-01"}, **tariffs) | {"presence": {"debounce_s": 0}}
    loaded = Policy.from_canonical(said)
    lines = [Line("kontor.policies", b"policy", START_MS, activation(loaded, "kontor", START_MS))]
    for name, levels in (("M1", []), ("M40", ["committee"]), ("M41", ["committee"])):
        lines.append(
            line(
                "crm.managers", name, "manager.updated", f"m{name}", manager_id=name, desk_id="D", segments=["sme"],
                approval_levels=levels,
            )
        )  # fmt: skip
    for number in range(3):
        client = f"C{number}"
        lines.append(
            line(
                "crm.clients", client, "client.updated", f"c{client}", client_id=client, segment="sme", desk_id="D",
                manager_id="M1", group_id="G" if number else None,
            )
        )  # fmt: skip
        of: dict[str, Any] = {"agreement_id": f"A{number}", "version": 1}
        lines.append(
            line(
                "crm.offers", client, "offer.requested", f"r{number}", **of, client_id=client, item="settlement",
                by="M1", terms=terms(), forecast=FORECAST,
            )
        )  # fmt: skip
        lines += [
            line("crm.offers", client, "offer.decided", f"d{number}{by}", **of, decision="approve", by=by)
            for by in ("M40", "M41")
        ]
        posting = {
            "client_id": client, "posting_id": "P1", "amount_minor": 5, "currency": "RUB", "direction": "credit",
            "kind": "sale", "value_date": format_instant(START_MS)[:10],
        }  # fmt: skip
        lines.append(line("crm.activity", client, "turnover.posted", f"p{number}", **posting))
        lines.append(line("crm.activity", client, "turnover.posted", f"p{number}", **posting))
        lines.append(line("crm.activity", client, "turnover.posted", f"q{number}", **posting | {"amount_minor": 6}))
    return lines


def house(*, tariffs: bool = True) -> House:
    made = House(START_MS, tariffs=tariffs)
    made.publish(a_day())
    made.work()
    return made.copy()


def test_a_sound_installation_with_tariffs_has_nothing_to_be_found() -> None:
    made = house()
    assert len(made.all(TARIFF_OFFERS)) >= 9
    assert len(made.all("kontor.dead-letters")) == 3
    assert broken(live(made)) == set()


def test_a_record_of_an_offer_that_is_said_again_late_is_no_fault_for_its_readers_drop_it() -> None:
    made = house()
    early, *_, last = [each for each in made.all(TARIFF_OFFERS) if each.key == made.all(TARIFF_OFFERS)[0].key]
    assert early.value != last.value
    made.append(TARIFF_OFFERS, early.partition or 0, early.key, early.value)
    assert broken(live(made)) == set()


def talked_to() -> House:
    """M1 is there, and gets contacts of two clients."""
    made = House(START_MS, tariffs=True)
    there = line("crm.managers", "M1/presence", "manager.presence", "p", manager_id="M1", state="available")
    opened = [
        line("crm.contacts", client, "contact.opened", f"o{client}", contact_id=f"K-{client}", client_id=client,
             channel="chat")
        for client in ("C0", "C1")
    ]  # fmt: skip
    made.publish([*a_day(), there, *opened])
    made.work()
    return made.copy()


def test_what_desks_tell_the_tariffs_of_their_contacts_is_held_against_the_rules() -> None:
    made = talked_to()
    words = [each for each in made.all(INTAKE_INBOX) if b'"type":"contact.assigned"' in (each.value or b"")]
    assert len(words) == 2
    assert sum(b'"type":"contact.assigned"' in (each.value or b"") for each in made.all(TARIFF_INBOX)) == 2
    assert broken(live(made)) == set()
    made.put(words[0], words[0]._replace(value=(words[0].value or b"").replace(b'"M1"', b'"M7"')))
    assert "what a desk told another is not what the rules make it tell" in told(live(made)["I3"])


def test_tariffs_that_no_worker_keeps_wait_and_nothing_is_wrong_with_that() -> None:
    made = house(tariffs=False)
    assert made.all(TARIFF_INBOX)
    assert made.all(TARIFF_OFFERS) == []
    assert broken(live(made)) == set()


def test_an_offer_that_was_not_published_is_found() -> None:
    made = house()
    made.unwrite(made.all(TARIFF_OFFERS)[-1])
    found = live(made)
    assert {"I3", "I5"} <= broken(found)
    assert TARIFF_OFFERS in told(found["I3"])


def test_an_offer_that_says_something_else_is_found() -> None:
    made = house()
    record = made.all(TARIFF_OFFERS)[2]
    made.put(record, record._replace(value=(record.value or b"").replace(b'"rate_ppm":1500', b'"rate_ppm":1')))
    assert "I3" in broken(live(made))


def test_an_approver_other_than_the_banks_tables_say_is_found() -> None:
    made = house()
    record = next(each for each in made.all(TARIFF_INBOX) if b'"approver":{' in (each.value or b""))
    made.put(record, record._replace(value=(record.value or b"").replace(b'"committee"', b'"chairman"')))
    assert "is not what the intake tells them" in told(live(made)["I3"])


def test_a_row_of_an_agreement_that_is_not_what_the_rules_make_is_found() -> None:
    made = house()
    rows = [each for each in made.all("kontor.tariff-journal") if (each.key or b"").startswith(b"agreement/")]
    row = rows[-1]
    changed = orjson.loads(row.value or b"") | {"state": "active"}
    made.put(row, row._replace(value=orjson.dumps(changed)))
    found = live(made)
    assert "I4" in broken(found)
    assert "kontor.tariff-journal" in told(found["I4"])


def audited_house() -> House:
    """One person's discounts are deeper than another's, and the audit has said so: the next business date ticked."""
    made = House(START_MS, tariffs=True)
    client: dict[str, Any] = {"client_id": "C8", "segment": "sme", "desk_id": "D", "manager_id": "M1"}
    shallow = terms(benefit={"target": "fee", "type": "fixed", "rate_ppm": 2700})
    of: dict[str, Any] = {"agreement_id": "A8", "version": 1}
    request = {"client_id": "C8", "item": "settlement", "by": "M2", "terms": shallow, "forecast": FORECAST}
    made.publish(
        [
            *a_day(favouritism={"min_agreements": 1}),
            line("crm.clients", "C8", "client.updated", "c8", **client),
            line("crm.offers", "C8", "offer.requested", "r8", **of, **request),
            line("crm.offers", "C8", "offer.decided", "d8", **of, decision="approve", by="M40"),
        ]
    )
    made.work()
    tick = encode(
        id="tick/audit/x", source="kontor", type="tick.audit", time=START_MS + DAY_MS, subject="audit", data={}
    )
    made.now_ms = START_MS + DAY_MS
    made.append(INTAKE_INBOX, 0, b"audit", tick, ((TOPIC, TICKS.encode()),))
    made.work()
    return made.copy()


def test_what_the_audit_says_is_held_against_the_rules() -> None:
    made = audited_house()
    assert made.all(ALERTS) != []
    assert broken(live(made)) == set()
    made.unwrite(made.all(ALERTS)[-1])
    assert "I3" in broken(live(made))


def test_a_desks_alert_to_the_same_manager_stands_beside_the_audits_in_any_order() -> None:
    made = audited_house()
    first = made.all(ALERTS)[0]
    assert chain_of(ALERTS, first.key, first.value) != (ALERTS, first.key)
    desks = (first.value or b"").replace(b'"type":"alert.favouritism"', b'"type":"alert.concentration"')
    assert chain_of(ALERTS, first.key, desks) == (ALERTS, first.key)


def test_an_offer_that_the_audit_never_heard_is_found() -> None:
    made = audited_house()
    copies = [each for each in made.all(AUDIT_INBOX) if dict(each.headers).get("topic") == TARIFF_OFFERS.encode()]
    made.drop(copies[-1])
    assert "I5" in broken(live(made))


def test_an_offer_that_the_audit_heard_otherwise_is_found() -> None:
    made = audited_house()
    record = next(each for each in made.all(AUDIT_INBOX) if b'"rate_ppm":1500' in (each.value or b""))
    made.put(record, record._replace(value=(record.value or b"").replace(b'"rate_ppm":1500', b'"rate_ppm":1')))
    found = live(made)
    assert "I3" in broken(found)
    assert "the audit was told another thing" in told(found["I3"])


def test_walls_other_than_the_banks_tables_say_are_found() -> None:
    made = audited_house()
    record = next(each for each in made.all(AUDIT_INBOX) if b'"classes":[]' in (each.value or b""))
    made.put(record, record._replace(value=(record.value or b"").replace(b'"classes":[]', b'"classes":[["A","B"]]')))
    assert f"{AUDIT_INBOX}/0: what was told is not what the intake tells them" in told(live(made)["I3"])


def test_a_row_of_the_audit_that_is_not_what_the_rules_make_is_found() -> None:
    made = audited_house()
    row = [each for each in made.all("kontor.audit-journal") if (each.key or b"").startswith(b"grant/")][-1]
    made.put(row, row._replace(value=orjson.dumps(orjson.loads(row.value or b"") | {"depth_ppm": 1})))
    found = live(made)
    assert "kontor.audit-journal" in told(found["I4"])
