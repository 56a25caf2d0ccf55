"""Catalogue names (`kontor.desk-inbox`) and what they are called on this installation's bus."""

from typing import Final, NamedTuple

_KONTOR: Final = "kontor."
_CRM: Final = "crm."


class Names(NamedTuple):
    """The prefixes of an installation (`KONTOR_APP`, `KONTOR_CRM`)."""

    app: str = "kontor"
    crm: str = "crm"

    def physical(self, name: str) -> str:
        """The topic's name on the bus."""
        if name.startswith(_KONTOR):
            return f"{self.app}.{name[len(_KONTOR) :]}"
        if name.startswith(_CRM):
            return f"{self.crm}.{name[len(_CRM) :]}"
        return name
