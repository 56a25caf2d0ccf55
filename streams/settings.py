"""
Every setting of Kontor: the one catalogue, read from the environment or a `.env` file.

A field's name in capitals with `KONTOR_` before it is the setting's name; its
description is what `docs/settings.md` says of it. Whoever starts something calls
`load_settings()` (streams/settings_source.py), never the class.
"""

import re
import socket
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import KontorError
from models.instants import parse_instant
from streams.clock import Clock, clock_of, parse_clock

PREFIX: Final = "KONTOR_"
_BROKER: Final = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^:,\s]+):(?P<port>[0-9]{1,5})")
_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


def _brokers(text: str) -> str:
    places = [place.strip() for place in text.split(",")]
    for place in places:
        match = _BROKER.fullmatch(place)
        if match is None or not 0 < int(match["port"]) < 65536:
            raise ValueError(f"{place!r} is not host:port")
    return ",".join(places)


def _instant(text: str) -> str:
    parse_instant(text)
    return text


class Settings(BaseSettings):
    """What an installation is told from outside; frozen, complete, checked."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", frozen=True, extra="ignore")

    brokers: Annotated[str, AfterValidator(_brokers)] = Field(
        "localhost:9092", description="Where the Kafka brokers are: host:port, several parted by commas."
    )
    app: str = Field(
        "kontor", pattern=_NAME, description="Prefix of Kontor's own topics and journals, and its consumer group."
    )
    crm: str = Field("crm", pattern=_NAME, description="Prefix of the topics that the CRM publishes.")
    source: str = Field(
        "kontor",
        min_length=1,
        max_length=200,
        description="`source` of every event published; the same on all workers.",
    )
    worker_id: str = Field(
        default_factory=lambda: re.sub(r"[^A-Za-z0-9._-]", "-", socket.gethostname()) or "worker",
        pattern=_NAME,
        description="Name of this worker in logs, metrics and the group; default: the host's name.",
    )
    policy: FilePath | None = Field(
        None, description="Policy file to put in force at the first start, when no version is active yet."
    )
    partitions: int = Field(
        24, ge=1, le=1000, description="Partitions of each desk and client topic; fixed at birth, never changed after."
    )
    replication: int | None = Field(
        None, ge=1, le=9, description="Copies of each topic; default: 3, or as many as there are brokers if fewer."
    )
    tariffs: bool = Field(
        True,
        description="Whether the workers of this installation keep its tariffs; the same on all of them. While they "
        "do not, what a policy's tariffs are told waits for them, as long as records are kept.",
    )
    term: int = Field(
        0, ge=0, le=2**31, description="First half of the epoch: raise it after the consumer group was deleted."
    )
    session_s: float = Field(
        6, ge=1, le=300, description="Seconds without a heartbeat after which a worker's partitions go to others."
    )
    max_record_bytes: int = Field(
        512 * 1024, ge=16 * 1024, le=64 * 2**20, description="The largest record read or published, in bytes."
    )
    start: Annotated[str, AfterValidator(_instant)] | None = Field(
        None,
        description="Contacts before this instant (RFC 3339) are history and decide nothing; default: the first start.",
    )
    clock: str | None = Field(
        None,
        description="A virtual clock, `<start>x<speed>`, for the demo and simulations only; default: the real time.",
    )
    http_bind: str = Field(
        "127.0.0.1", min_length=1, description="Address on which boards, metrics and probes are served."
    )
    http_port: int = Field(8080, ge=0, le=65535, description="Port for the same; 0 takes any free one.")
    http_token: SecretStr | None = Field(
        None, min_length=16, description="Token that opens the boards to people; without it they are closed."
    )
    http_advertised: str | None = Field(
        None, description="Address at which other workers and people reach this one; default: bind and port."
    )
    tls_enabled: bool = Field(False, description="Speak TLS to the brokers; implied by any other KONTOR_TLS_ setting.")
    tls_ca: FilePath | None = Field(None, description="File of the authorities to trust (PEM); default: the system's.")
    tls_cert: FilePath | None = Field(None, description="File of this client's certificate (PEM), for mutual TLS.")
    tls_key: FilePath | None = Field(None, description="File of its private key (PEM).")
    tls_key_password: SecretStr | None = Field(None, description="Password of the private key.")
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = Field(
        None, description="How to log in at the brokers: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; default: not at all."
    )
    sasl_username: str | None = Field(None, description="Who logs in.")
    sasl_password: SecretStr | None = Field(None, description="Password of the same.")
    kafka_home: Path | None = Field(
        None, description="An unpacked Apache Kafka for `kontor broker` and the demo; default: they fetch their own."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: debug, info, warning or error."
    )

    @field_validator("clock")
    @classmethod
    def _clock_is_anchored(cls, text: str | None) -> str | None:
        """Anchor a virtual clock once, so that every process started with these settings shares it."""
        try:
            return str(parse_clock(text)) if text else None
        except KontorError as error:
            raise ValueError("it takes <start>x<speed>, as in 1999-02-01T08:00:00Zx60") from error

    @model_validator(mode="after")
    def _login_is_whole(self) -> Self:
        if self.sasl_mechanism and not (self.sasl_username and self.sasl_password):
            raise ValueError("KONTOR_SASL_MECHANISM needs KONTOR_SASL_USERNAME and KONTOR_SASL_PASSWORD too")
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ValueError("KONTOR_TLS_CERT and KONTOR_TLS_KEY are given together or not at all")
        if self.app == self.crm:
            raise ValueError("KONTOR_APP and KONTOR_CRM must differ, for their topics are told apart by them")
        return self

    @property
    def broker_list(self) -> list[str]:
        """`brokers` as a list of `host:port`."""
        return self.brokers.split(",")

    @property
    def start_ms(self) -> int | None:
        """`start` in UTC milliseconds since 1970; None when it is the first start."""
        return parse_instant(self.start) if self.start else None

    @property
    def uses_tls(self) -> bool:
        """Whether the brokers are spoken to by TLS."""
        return bool(self.tls_enabled or self.tls_ca or self.tls_cert)

    def make_clock(self) -> Clock:
        """The clock of this installation."""
        return clock_of(self.clock)

    def environment(self) -> dict[str, str]:
        """The variables that give another process these very settings; what is not set is left out."""
        told: dict[str, str] = {}
        for name, value in self:
            if value is None:
                continue
            text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            told[PREFIX + name.upper()] = text
        return told
