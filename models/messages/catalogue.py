"""Every message that somebody outside may read or write, in the contract's order."""

from typing import Final

from models.messages.kind import MessageKind
from models.messages.said import OWN, POLICIES, SAID
from models.messages.told import TOLD

PUBLIC: Final[tuple[MessageKind, ...]] = (*SAID, *TOLD, *(kind for kind in OWN if kind.topic == POLICIES))
