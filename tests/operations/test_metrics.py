"""The page says what the engine reported."""

import re
from typing import get_args

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from models.figures import DeskFigures
from models.policy.lines import Sla
from models.unit import Message
from streams.engine.observer import Observer
from streams.metrics import labels
from streams.metrics.catalogue import ALL, METRICS, SLA_METHODS
from streams.metrics.engine_metrics import EngineMetrics
from streams.metrics.metric import Kind
from streams.metrics.page import MetricsPage


class DeskStub:
    """A fold that only tells figures."""

    def __init__(self, *desks: DeskFigures) -> None:
        self.desks = desks

    def figures(self) -> tuple[DeskFigures, ...]:
        return self.desks


def desk(desk_id: str = "D1", waiting: dict[int, int] | None = None, version: str | None = "sha256:aa") -> DeskFigures:
    told = DeskFigures(desk_id, waiting or {}, 9_000 if waiting else None, 3, 10, 2, 4, version)
    return told._replace(
        expected_wait_s=45, jain=0.9, gini=0.2, in_time=dict.fromkeys(SLA_METHODS, 3), late={"answered": 1},
        incumbent=5, another=2, refused={"at_capacity": 7},
    )  # fmt: skip


def assigned(at_ms: int, kind: str = "contact.assigned") -> Message:
    return Message("kontor.assignments", b"C-1", b"{}", kind, at_ms)


class Page:
    """A worker's metrics and the page they make."""

    def __init__(self) -> None:
        page = MetricsPage(now_ms=lambda: 10_000)
        self.metrics = page.engine
        self.registry = page.registry

    def text(self) -> str:
        return generate_latest(self.registry).decode()

    def __getitem__(self, series: str) -> float:
        for family in text_string_to_metric_families(self.text()):
            for sample in family.samples:
                inside = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
                if series == sample.name + (f"{{{inside}}}" if inside else ""):
                    return sample.value
        raise KeyError(series)


def test_the_page_shows_every_metric_of_the_catalogue_and_no_other_of_ours() -> None:
    page = Page()
    page.metrics.desks.watch({0: DeskStub(desk(waiting={0: 1}))})  # type: ignore[dict-item]  # a fold that only tells
    page.metrics.desks.look(10_000)

    shown = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(page.text())
        if not family.name.startswith(("process_", "python_gc_"))
    }

    assert shown == {metric.name for metric in METRICS}


def test_names_follow_the_conventions_of_prometheus() -> None:
    for metric in ALL:
        assert re.fullmatch(r"kontor(_[a-z]+)+", metric.name), metric.name
        assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER), metric.name
        assert (metric.unit == "seconds") == metric.name.endswith("_seconds"), metric.name
        assert metric.sentence.endswith("."), metric.name
        assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM), metric.name
    assert len({metric.name for metric in ALL}) == len(ALL)


def test_every_label_has_a_bound_and_none_names_a_person() -> None:
    for metric in ALL:
        for label in metric.labels:
            assert label.values or label.at_most, label.name
            assert not {"client", "contact", "manager", "coverage"} & set(label.name.split("_")), label.name


def test_a_published_batch_is_counted_by_outcome_topic_and_reason_and_timed_from_its_cause() -> None:
    page = Page()
    letter = Message("kontor.dead-letters", None, b"{}", "record.rejected:invalid", 900)
    alert = Message("kontor.alerts", b"D1", b"{}", "alert.act_refused", 900)

    page.metrics.published(
        "desk", 0, [assigned(980), assigned(400), assigned(990, "contact.queued"), alert], 0.004, 1000
    )
    page.metrics.published("intake", 0, [letter], 0.004, 1000)

    assert page['kontor_contacts_total{outcome="assigned"}'] == 2
    assert page['kontor_contacts_total{outcome="queued"}'] == 1
    assert page['kontor_contacts_total{outcome="finished"}'] == 0
    assert page['kontor_messages_published_total{topic="kontor.assignments"}'] == 3
    assert page['kontor_alerts_total{kind="act_refused"}'] == 1
    assert page['kontor_dead_letters_total{reason="invalid"}'] == 1
    assert page['kontor_decision_seconds_bucket{le="0.01"}'] == 1
    assert page['kontor_decision_seconds_bucket{le="0.025"}'] == 2
    assert page['kontor_decision_seconds_bucket{le="+Inf"}'] == 3
    assert page["kontor_decision_seconds_sum"] == 0.63


def test_an_instant_ahead_of_our_clock_counts_as_no_time_at_all() -> None:
    page = Page()
    page.metrics.published("desk", 0, [assigned(2000)], 0.004, 1000)

    assert page['kontor_decision_seconds_bucket{le="0.001"}'] == 1
    assert page["kontor_decision_seconds_sum"] == 0


def test_desks_show_who_waits_how_long_and_who_is_there() -> None:
    page = Page()
    page.metrics.opened("desk", {0: DeskStub(desk("D1", {0: 2, 1: 5})), 1: DeskStub(desk("D2"))}, epoch=7)  # type: ignore[dict-item]  # the same
    page.metrics.desks.look(10_500)

    assert page['kontor_desk_waiting_contacts{desk="D1",line="1"}'] == 5
    assert page['kontor_desk_waiting_contacts{desk="D2",line="0"}'] == 0
    assert page['kontor_desk_oldest_wait_seconds{desk="D1"}'] == 1.5
    assert page['kontor_desk_oldest_wait_seconds{desk="D2"}'] == 0
    assert page['kontor_desk_capacity_units{desk="D1"}'] == 10
    assert page['kontor_policy_desks{version="sha256:aa"}'] == 2
    assert page['kontor_partitions_owned{unit="desk"}'] == 2
    assert page["kontor_epoch"] == 7


def test_desks_show_how_they_serve_each_method_by_a_metric_of_its_own() -> None:
    page = Page()
    quiet = desk("D2")._replace(expected_wait_s=None, jain=None, gini=None, in_time={"positive": 0}, late={})
    page.metrics.desks.watch({0: DeskStub(desk("D1"), quiet)})  # type: ignore[dict-item]  # the same
    page.metrics.desks.look(10_000)

    assert page['kontor_desk_sla_answered_total{desk="D1",kept="in_time"}'] == 3
    assert page['kontor_desk_sla_answered_total{desk="D1",kept="late"}'] == 1
    assert page['kontor_desk_sla_offered_total{desk="D1",kept="late"}'] == 0
    assert page['kontor_desk_incumbents_total{desk="D1",met="another"}'] == 2
    assert page['kontor_desk_refusals_total{desk="D1",reason="at_capacity"}'] == 7
    assert page['kontor_desk_refusals_total{desk="D1",reason="wall"}'] == 0
    assert page['kontor_desk_expected_wait_seconds{desk="D1"}'] == 45
    assert page['kontor_desk_load_jain_ratio{desk="D1"}'] == 0.9
    assert page['kontor_desk_load_gini_ratio{desk="D1"}'] == 0.2
    assert page['kontor_desk_sla_positive_total{desk="D2",kept="in_time"}'] == 0
    for unknown in ("expected_wait_seconds", "load_jain_ratio", "load_gini_ratio"):
        assert f'kontor_desk_{unknown}{{desk="D2"}}' not in page.text()
    assert 'kontor_desk_sla_answered_total{desk="D2"' not in page.text()


def test_the_methods_of_service_levels_are_those_a_policy_may_name() -> None:
    assert set(SLA_METHODS) == set(get_args(Sla.model_fields["method"].annotation))


def test_more_desks_than_the_bound_are_summed_up_as_other() -> None:
    page = Page()
    many = [desk(f"D{number:04}", {0: 1}) for number in range(labels.DESK.at_most + 3)]
    page.metrics.desks.watch({0: DeskStub(*many)})  # type: ignore[dict-item]  # the same
    page.metrics.desks.look(10_000)

    assert page['kontor_desk_waiting_contacts{desk="other",line="0"}'] == 3
    assert page.text().count("kontor_desk_managers{") == labels.DESK.at_most + 1
    assert page['kontor_desk_sla_answered_total{desk="other",kept="in_time"}'] == 9
    assert page['kontor_desk_sla_answered_total{desk="other",kept="late"}'] == 3
    assert page['kontor_desk_incumbents_total{desk="other",met="incumbent"}'] == 15
    assert page['kontor_desk_refusals_total{desk="other",reason="at_capacity"}'] == 21
    assert 'kontor_desk_expected_wait_seconds{desk="other"}' not in page.text()


def test_more_names_than_the_bound_are_summed_up_as_other() -> None:
    page = Page()
    page.metrics.counted("desk", {f"thing_{number}": 1 for number in range(labels.WHAT.at_most + 5)})

    assert page['kontor_noted_total{unit="desk",what="other"}'] == 5


def test_the_lag_of_a_partition_given_up_is_forgotten() -> None:
    page = Page()
    page.metrics.lag("kontor.desk-inbox", 0, 10, 4_000)
    page.metrics.lag("kontor.desk-inbox", 1, 5, 9_000)
    assert page['kontor_lag_records{topic="kontor.desk-inbox"}'] == 15
    assert page['kontor_lag_seconds{topic="kontor.desk-inbox"}'] == 9

    page.metrics.assigned({"kontor.desk-inbox": [0]})

    assert page['kontor_lag_records{topic="kontor.desk-inbox"}'] == 10
    assert page['kontor_lag_seconds{topic="kontor.desk-inbox"}'] == 4


def test_recovery_shows_its_share_and_ends_at_one() -> None:
    page = Page()
    page.metrics.recovering("desk", 0, 50, 100)
    page.metrics.recovering("desk", 1, 0, 100)
    assert page['kontor_recovery_ratio{unit="desk"}'] == 0.25
    assert page['kontor_partitions_recovering{unit="desk"}'] == 2

    page.metrics.recovering("desk", 0, 100, 100)
    page.metrics.opened("desk", {}, epoch=1)

    assert page['kontor_recovery_ratio{unit="desk"}'] == 1
    assert page['kontor_partitions_recovering{unit="desk"}'] == 0
    assert page['kontor_recovery_records_total{unit="desk"}'] == 100


def test_every_report_of_the_engine_is_taken() -> None:
    reports = {name for name in vars(Observer) if not name.startswith("_")}

    assert reports <= set(vars(EngineMetrics))


class AgreementsStub:
    """A fold that only tells its agreements."""

    def agreements_by_state(self) -> dict[str, int]:
        return {"active": 3, "pending": 1}


def test_agreements_benefits_adjustments_and_refusals_are_told_by_what_they_are() -> None:
    page = Page()
    folds = {0: AgreementsStub(), 1: AgreementsStub()}
    page.metrics.opened("tariff", folds, 1)  # type: ignore[arg-type]  # they only tell
    page.metrics.look_at_agreements()
    kinds = ("benefit.earned", "fee.adjusted:correction")
    told = [Message("kontor.tariff-offers", b"G", b"{}", kind, 0) for kind in kinds]
    page.metrics.published("tariff", 0, told, 0.001, 10_000)
    page.metrics.counted("tariff", {"refused_no_end_date": 2, "posting_again": 1})

    assert page['kontor_agreements{state="active"}'] == 6
    assert page['kontor_agreements{state="lapsed"}'] == 0
    assert page['kontor_benefits_total{outcome="earned"}'] == 1
    assert page['kontor_fee_adjustments_total{kind="correction"}'] == 1
    assert page['kontor_offer_refusals_total{code="no_end_date"}'] == 2
    assert page['kontor_messages_published_total{topic="kontor.tariff-offers"}'] == 2


def test_proposals_are_told_by_trigger_outcome_and_distance() -> None:
    page = Page()
    kinds = ("offer.proposed:contact:400000", "offer.proposed:contact:400000", "offer.proposed:at_risk:1000000")
    told = [Message("kontor.tariff-offers", b"G", b"{}", kind, 0) for kind in kinds]
    page.metrics.published("tariff", 0, told, 0.001, 10_000)
    page.metrics.counted("tariff", {"proposal_near_threshold_reached": 2, "proposal_contact_requested": 1})

    assert page['kontor_proposals_total{outcome="proposed",trigger="contact"}'] == 2
    assert page['kontor_proposals_total{outcome="proposed",trigger="at_risk"}'] == 1
    assert page['kontor_proposals_total{outcome="reached",trigger="near_threshold"}'] == 2
    assert page['kontor_proposals_total{outcome="requested",trigger="contact"}'] == 1
    assert page['kontor_proposal_distance_ratio_bucket{le="0.3",trigger="contact"}'] == 0
    assert page['kontor_proposal_distance_ratio_bucket{le="0.5",trigger="contact"}'] == 2
    assert page['kontor_proposal_distance_ratio_count{trigger="at_risk"}'] == 1
    assert page['kontor_noted_total{unit="tariff",what="proposal_contact_requested"}'] == 1
