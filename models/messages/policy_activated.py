"""A policy comes into force."""

from models.messages.fields import JsonObject, Said, Version


class PolicyActivated(Said):
    """The whole policy in canonical form, and the hash that names it."""

    policy: JsonObject
    """Every key that says its default is left out."""
    version: Version
    """`sha256:` and the hash of its canonical JSON."""
