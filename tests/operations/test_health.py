"""When a worker is alive, when it is ready, and what it says when it is not."""

from streams.metrics.page import MetricsPage
from streams.web.health import SILENT_S, STUCK_S, Health
from streams.web.worker_observer import WorkerObserver


class Worker:
    """An engine's reports and what the health makes of them."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.health = Health("w-1", lambda: self.now)
        self.reports = MetricsPage(lambda: 0, lambda registry: WorkerObserver(registry, self.health)).engine

    def settle(self, *partitions: int) -> None:
        self.reports.rebalance_started()
        self.reports.opened("desk", dict.fromkeys(partitions), epoch=5)  # type: ignore[arg-type]  # nobody asks the folds
        self.reports.rebalance_ended(5, 0.1)


def test_a_worker_is_not_ready_before_it_is_in_the_group() -> None:
    verdict = Worker().health.ready()

    assert (verdict.status, verdict.says["ready"]) == (503, False)
    assert "group" in verdict.says["reason"]


def test_a_worker_is_ready_when_its_journals_are_read_and_not_before() -> None:
    worker = Worker()
    worker.reports.rebalance_started()
    assert worker.health.ready().status == 503
    worker.reports.recovering("desk", 2, 500, 1000)
    assert "500 of 1000" in worker.health.ready().says["reason"]
    worker.reports.opened("desk", {}, epoch=5)
    assert worker.health.ready().status == 503

    worker.reports.rebalance_ended(5, 0.1)

    assert worker.health.ready().status == 200


def test_a_worker_that_is_left_without_partitions_is_ready_all_the_same() -> None:
    worker = Worker()
    worker.settle()

    assert worker.health.ready().says == {"ready": True, "worker": "w-1", "epoch": 5, "partitions": {"desk": []}}


def test_a_rebalance_makes_it_wait_again() -> None:
    worker = Worker()
    worker.settle(0, 1)
    worker.reports.rebalance_started()

    assert "rebalancing" in worker.health.ready().says["reason"]
    assert worker.health.live().status == 200


def test_a_worker_about_to_stop_is_not_ready_and_says_why() -> None:
    worker = Worker()
    worker.settle(0)
    worker.reports.stopping("a send failed", 70)

    assert worker.health.ready().says == {"ready": False, "reason": "it is stopping: a send failed"}


def test_an_old_batch_means_death_only_when_others_wait() -> None:
    worker = Worker()
    worker.settle(0)
    worker.reports.oldest_unacknowledged(STUCK_S + 1)
    assert worker.health.live().status == 200

    worker.reports.lag("kontor.desk-inbox", 0, 12, 31_000)
    worker.reports.oldest_unacknowledged(STUCK_S + 1)

    verdict = worker.health.live()
    assert verdict.status == 503
    assert "12 records" in verdict.says["reason"]
    worker.reports.oldest_unacknowledged(0.1)
    assert worker.health.live().status == 200


def test_an_engine_that_falls_silent_is_not_alive() -> None:
    worker = Worker()
    worker.now += SILENT_S * 2
    assert worker.health.live().status == 200, "before the group has settled there is nothing to report"
    worker.settle(0)
    worker.now += SILENT_S + 1

    assert worker.health.live().status == 503


def test_a_long_recovery_is_no_silence() -> None:
    worker = Worker()
    worker.settle(0)
    worker.reports.rebalance_started()
    worker.now += SILENT_S * 10

    assert worker.health.live().status == 200
