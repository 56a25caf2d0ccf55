"""I2: records with one decision_id are identical; no contact has two assignees at any point of the log."""

from typing import Final

from kontor.verify.content import differences
from kontor.verify.decisions import Decision
from kontor.verify.findings import Findings
from kontor.verify.record import Record
from models.ids import decision_id

_GIVES_BACK: Final = frozenset({"contact.finished", "contact.released"})


class NothingTwice:
    """Follows `kontor.assignments` in the order of its partitions; a contact's records are all in one of them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._holders: dict[str, tuple[str, Record]] = {}
        """Contact to its manager, and the record that said so."""

    def take(self, decision: Decision) -> None:
        """Take the next record."""
        self._findings.checked += 1
        record, earlier, data = decision.record, decision.earlier, decision.data
        if data["decision_id"] != decision_id(data["desk_id"], data["seq"]):
            self._findings.violated(
                f"decision {data['seq']} of {data['desk_id']} has an id that is not its own",
                record,
                expected=decision_id(data["desk_id"], data["seq"]),
                found=data["decision_id"],
            )
        if earlier is not None:
            if (earlier.key, earlier.value) != (record.key, record.value):
                expected, found = differences(earlier.value, record.value)
                self._findings.violated(
                    f"{data['desk_id']} said two different things as its decision {data['seq']}",
                    earlier, record, expected=expected, found=found,
                )  # fmt: skip
        elif decision.fresh:
            self._hold(decision)

    def _hold(self, decision: Decision) -> None:
        kind, data, record = decision.type, decision.data, decision.record
        contact = data["contact_id"]
        before = self._holders.get(contact)
        if kind == "contact.assigned":
            if before is not None:
                self._findings.violated(
                    f"contact {contact} was assigned to {data['manager_id']} while {before[0]} had it",
                    before[1], record, expected=before[0], found=data["manager_id"],
                )  # fmt: skip
            self._holders[contact] = data["manager_id"], record
        elif kind == "contact.reassigned":
            self._move(decision, before)
        elif kind in _GIVES_BACK:
            self._holders.pop(contact, None)

    def _move(self, decision: Decision, before: tuple[str, Record] | None) -> None:
        """A person's act takes the contact from whoever has it, and says from whom."""
        data, record = decision.data, decision.record
        holder = None if before is None else before[0]
        if holder is not None and data["previous_manager_id"] != holder:
            self._findings.violated(
                f"contact {data['contact_id']} was moved from {data['previous_manager_id']} while {holder} had it",
                None if before is None else before[1], record, expected=holder, found=data["previous_manager_id"],
            )  # fmt: skip
        self._holders[data["contact_id"]] = data["manager_id"], record
