"""The one small case all examples tell of: client C-1001 of holding G-12 calls the desk moscow-1."""

from typing import Final

DESK: Final = "moscow-1"
OPENED_AT: Final = "2026-11-23T09:15:00.120Z"
VERSION: Final = "sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"
OPENED: Final = {"source": "crm/moscow-1", "id": "9f1c2a", "type": "contact.opened", "at": OPENED_AT}
