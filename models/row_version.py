"""
The version of what Kontor writes down for itself: the journals' records and rows, and the commands in its inboxes.

How versions come and go, and how workers of two of them share the work: `docs/upgrades.md`.
"""

from typing import Final

FIRST: Final = 1
"""What a journal without a version holds."""
ROW_VERSION: Final = 1
"""The newest version that this code reads and writes."""
