"""The catalogues of messages, topics, reasons and alerts do not contradict each other."""

from models.messages.alert import KINDS
from models.messages.alert import SENTENCES as ALERT_SENTENCES
from models.messages.catalogue import PUBLIC
from models.messages.explanation import REFUSAL_SENTENCES, REFUSALS
from models.messages.kind import Direction
from models.rejection import REASONS, SENTENCES
from streams.topic import Role
from streams.topics import BUILT, topic_named


def test_every_message_stands_on_a_topic_that_is_built() -> None:
    built = {topic.name for topic in BUILT}
    assert {kind.topic for kind in PUBLIC} <= built


def test_every_topic_of_the_contract_has_messages() -> None:
    with_messages = {kind.topic for kind in PUBLIC}
    assert {topic.name for topic in BUILT if topic.role in {Role.CRM, Role.CONTRACT}} == with_messages


def test_no_type_stands_twice_on_a_topic() -> None:
    assert len({(kind.topic, kind.type) for kind in PUBLIC}) == len(PUBLIC)


def test_what_the_crm_says_stands_on_its_own_topics_and_what_kontor_says_on_its() -> None:
    for kind in PUBLIC:
        assert (topic_named(kind.topic).role is Role.CRM) == (kind.direction is Direction.IN), kind


def test_every_reason_refusal_and_alert_has_its_sentence() -> None:
    assert tuple(SENTENCES) == REASONS
    assert tuple(REFUSAL_SENTENCES) == REFUSALS
    assert tuple(ALERT_SENTENCES) == KINDS
