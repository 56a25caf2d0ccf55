"""How the brokers are reached and logged in at, as the clients want it told."""

import ssl
from typing import Any

from models.errors import KontorError
from streams.settings import Settings


def protocol_of(settings: Settings) -> str:
    """Kafka's name for how to speak: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."""
    transport = "SSL" if settings.uses_tls else "PLAINTEXT"
    return f"SASL_{transport}" if settings.sasl_mechanism else transport


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """What TLS needs; None without TLS. KontorError naming the setting when a file is no certificate or key."""
    if not settings.uses_tls:
        return None
    try:
        context = ssl.create_default_context(cafile=None if settings.tls_ca is None else str(settings.tls_ca))
    except (OSError, ssl.SSLError) as error:
        raise KontorError(
            f"KONTOR_TLS_CA {str(settings.tls_ca)!r} holds no certificates in PEM form: {error}."
        ) from error
    if settings.tls_cert is not None:
        password = settings.tls_key_password
        try:
            context.load_cert_chain(
                settings.tls_cert, settings.tls_key, None if password is None else password.get_secret_value()
            )
        except (OSError, ssl.SSLError) as error:
            raise KontorError(
                f"KONTOR_TLS_CERT, KONTOR_TLS_KEY and KONTOR_TLS_KEY_PASSWORD do not go together: {error}."
            ) from error
    return context


def aiokafka_access(settings: Settings) -> dict[str, Any]:
    """The arguments by which any aiokafka client reaches the brokers."""
    access: dict[str, Any] = {
        "bootstrap_servers": settings.broker_list,
        "security_protocol": protocol_of(settings),
        "ssl_context": tls_context(settings),
    }
    if settings.sasl_mechanism and settings.sasl_username and settings.sasl_password:
        access |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value(),
        }
    return access
