"""The settings of the Faust app, each with its reason; nothing of Faust's is left to chance."""

import os
from typing import Any, Final

import faust

from streams.security import tls_context
from streams.settings import Settings

HEARTBEATS_PER_SESSION: Final = 12


def faust_options(settings: Settings) -> dict[str, Any]:
    """The keyword arguments of `faust.App` for an installation's worker."""
    session = settings.session_s
    return {
        "broker": [f"kafka://{place}" for place in settings.broker_list],
        "broker_credentials": credentials(settings),
        "broker_client_id": f"{settings.app}-{settings.worker_id}",
        "broker_session_timeout": session,
        "broker_heartbeat_interval": session / HEARTBEATS_PER_SESSION,
        "broker_rebalance_timeout": max(10.0, session),
        "broker_request_timeout": max(30.0, 3 * session),  # must exceed the rebalance timeout, or joins leave ghosts
        "broker_commit_interval": 0.5,
        "broker_commit_every": 1_000_000,  # the timer alone: committing inline stalls fetching
        "broker_check_crcs": True,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": max(1 << 20, 2 * settings.max_record_bytes + (64 << 10)),
        "stream_buffer_maxsize": 256,  # batches, not records
        "stream_wait_empty": True,
        "agent_supervisor": "mode.CrashingSupervisor",  # an exception ends the worker; nothing is skipped
        "processing_guarantee": "at_least_once",  # ours is in the journal; Faust's transactions do not cover outputs
        "producer_acks": -1,
        "producer_linger": 0,
        "producer_request_timeout": 60.0,
        "producer_max_request_size": 2 * settings.max_record_bytes + (1 << 20),
        "store": "memory://",
        "table_standby_replicas": 1,  # makes Faust use its sticky assignor
        "topic_disable_leader": True,
        "topic_allow_declare": False,  # `kontor topics` makes topics
        "reply_create_topic": False,
        "web_enabled": False,  # our own pages tell the truth
        "canonical_url": f"http://{settings.worker_id}.{os.getpid()}",  # part of the assignor's protocol: unique
        "worker_redirect_stdouts": False,
        "logging_config": None,
        "autodiscover": False,
    }


def credentials(settings: Settings) -> Any:
    """How Faust logs in at the brokers; None for neither login nor TLS."""
    context = tls_context(settings)
    if settings.sasl_mechanism and settings.sasl_username and settings.sasl_password:
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context=context) if context is not None else None
