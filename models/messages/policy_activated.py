"""A policy comes into force."""

from models.messages.fields import JsonObject, Said, Version


class PolicyActivated(Said):
    """The whole policy in canonical form, and the hash that names it."""

    policy: JsonObject
    version: Version
