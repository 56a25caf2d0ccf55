"""One look at an installation: what is sound holds, and what is wrong with it on purpose is found."""

from kontor.verify.findings import Verdict
from models.inbox_headers import DESK_INBOX, INTAKE_INBOX
from tests.verify.bank import broken, house, live, one, said, told
from tests.verify.records import EPOCH, data_of, edited, kind_of

ASSIGNMENTS, LOADS, LETTERS = "kontor.assignments", "kontor.manager-loads", "kontor.dead-letters"
DESK_JOURNAL = "kontor.desk-journal"


def test_a_sound_installation_holds() -> None:
    found = live(house())
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert [found[code].verdict for code in ("I1", "I2", "I3", "I4", "I6", "I8")] == [Verdict.HOLDS] * 6
    assert found["I5"].verdict is Verdict.IN_PART
    assert found["I8"].checked >= 3
    assert found["I4"].checked > 300


def test_what_is_on_its_way_is_no_loss() -> None:
    made = house()
    made.publish([said("contact.opened", "late", "o/late", client_id="client-1", channel="web")])
    found = live(made)
    assert broken(found) == set()


def test_what_a_new_owner_says_again_is_no_fault() -> None:
    made = house()
    for topic in (ASSIGNMENTS, LOADS, LETTERS):
        for record in made.all(topic)[-4:]:
            made.append(topic, record.partition or 0, record.key, record.value)
    repeated = made.all(DESK_INBOX)[-1]
    made.append(DESK_INBOX, repeated.partition or 0, repeated.key, repeated.value, repeated.headers)
    made.committed[DESK_INBOX, repeated.partition or 0] += 1
    found = live(made)
    # The repeat is committed and not journaled: a sound worker would have noted it.
    assert broken(found) <= {"I5"}
    assert "kontor.desk-inbox" in told(found["I5"])


def test_an_input_that_was_answered_by_nobody_is_found() -> None:
    made = house()
    lost = one(record for record in made.all(ASSIGNMENTS) if kind_of(record) == "contact.assigned")
    for record in made.all(ASSIGNMENTS):
        if record.key == lost.key:
            made.drop(record)
    found = live(made)
    assert {"I1", "I3", "I5"} <= broken(found)
    assert f"contact {data_of(lost)['contact_id']} was opened and never decided" in told(found["I1"])
    assert "past a record that was not answered" in told(found["I5"])


def test_a_row_of_the_journal_that_the_rules_do_not_give_is_found_with_its_place() -> None:
    made = house()
    row = [each for each in made.all(DESK_JOURNAL) if (each.key or b"").startswith(b"contact/")][-1]
    made.put(row, row._replace(value=(row.value or b"").replace(b'"status":"ended"', b'"status":"assigned"')))
    found = live(made)
    assert "I4" in broken(found)
    assert f'"offset":{row.offset}' in told(found["I4"])
    assert "contact/" in told(found["I4"])


def test_a_row_that_is_missing_from_the_journal_is_found() -> None:
    made = house()
    row = one(each for each in made.all(DESK_JOURNAL) if (each.key or b"").startswith(b"client/"))
    for each in made.all(DESK_JOURNAL):
        if each.key == row.key:
            made.drop(each)
    assert "I4" in broken(live(made))


def test_loads_that_are_stored_and_drift_are_found_by_a_recount_of_the_journal() -> None:
    made = house(leave_out=12)
    last = {record.key: record for record in made.all(LOADS)}
    holding = one(record for record in last.values() if data_of(record)["load"] > 0)
    made.put(holding, edited(holding, load=data_of(holding)["load"] + 1))
    found = live(made)
    assert "I3" in broken(found)
    assert (holding.key or b"").decode() in told(found["I3"])


def test_a_journal_that_includes_inputs_nobody_put_in_is_found() -> None:
    made = house()
    lane = made.logs[DESK_INBOX, 0]
    for record in lane[-3:]:
        made.drop(record)
    found = live(made)
    assert {"I4", "I5"} <= broken(found)
    assert "the inbox ends at" in told(found["I4"])


def test_a_commit_past_the_journal_is_found() -> None:
    made = house()
    made.publish([said("contact.opened", "late", "o/late", client_id="client-1", channel="web")])
    made.committed[INTAKE_INBOX, 0] += 1
    found = live(made)
    assert "the journal includes" in told(found["I5"])
    assert "I1" in broken(found) or "I3" in broken(found)


def test_a_commit_past_a_record_that_was_never_copied_is_found() -> None:
    made = house()
    record = made.append("crm.contacts", 1, b"client-1", b"{}")
    made.committed["crm.contacts", 1] = (record.offset or 0) + 1
    found = live(made)
    assert broken(found) == {"I5"}
    assert "not taken in" in told(found["I5"])
    assert f'"offset":{record.offset}' in told(found["I5"])


def test_a_word_to_the_desks_that_the_intake_did_not_say_is_found() -> None:
    made = house()
    record = made.all(DESK_INBOX)[5]
    made.put(record, record._replace(value=(record.value or b"").replace(b'"at":', b'"at":1')))
    found = live(made)
    assert "is not what the intake tells them" in told(found["I3"])
    assert "could not be compared" in "".join(found["I4"].notes)


def test_a_word_to_the_desks_that_is_one_too_many_is_found() -> None:
    made = house()
    record = made.all(DESK_INBOX)[-1]
    headers = (("sender", b"intake/0"), ("n", b"999999"))
    made.append(DESK_INBOX, record.partition or 0, record.key, record.value, headers)
    assert "what the intake does not tell them" in told(live(made)["I3"])


def test_a_decision_made_under_an_epoch_that_was_over_is_found() -> None:
    made = house()
    decision = [each for each in made.all(ASSIGNMENTS) if data_of(each)["desk_id"] == "desk-1"][-1]
    made.put(decision, edited(decision, epoch=EPOCH - 1))
    found = live(made)
    assert broken(found) == {"I6"}
    assert f'"offset":{decision.offset}' in told(found["I6"])


def test_an_inbox_whose_beginning_is_gone_says_from_where_and_what_cannot_be_shown() -> None:
    made = house()
    log = made.logs[INTAKE_INBOX, 0]
    del log[:100]
    made.begins[INTAKE_INBOX, 0] = 100
    found = live(made)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert found["I3"].verdict is found["I8"].verdict is Verdict.NOT_SHOWN
    assert found["I1"].verdict is Verdict.IN_PART
    assert "begins at offset 100" in "".join(found["I3"].notes)

    opened = [each for each in log if b'"contact.opened"' in (each.value or b"") and b"K-" in (each.value or b"")][-1]
    lost = data_of(opened)["contact_id"]
    for record in made.all(ASSIGNMENTS):
        if record.key == lost.encode():
            made.drop(record)
    assert broken(live(made)) == {"I1"}


def test_decisions_older_than_their_retention_are_not_asked_for() -> None:
    made = house()
    for partition in (0, 1):
        del made.logs[ASSIGNMENTS, partition][:20]
        made.begins[ASSIGNMENTS, partition] = 20
    found = live(made)
    assert broken(found) == set(), "\n".join(told(each) for each in found.values())
    assert found["I3"].verdict is Verdict.IN_PART
    assert "whole since" in "".join(found["I3"].notes)


def test_inputs_the_intake_skipped_are_lost_even_where_the_fold_cannot_go_on() -> None:
    made = house()
    opened = [each for each in made.all(DESK_INBOX) if b'"type":"contact.opened"' in (each.value or b"")]
    skipped = opened[len(opened) // 2]
    contact = data_of(skipped)["contact_id"]
    made.drop(skipped)
    for record in made.all(ASSIGNMENTS):
        if record.key == contact.encode():
            made.drop(record)
    found = live(made)
    assert {"I1", "I3", "I5"} <= broken(found)
    assert f"contact {contact} was opened and never decided" in told(found["I1"])
