"""How far the journals of newly taken partitions are read."""

from streams.metrics.instruments import Instruments


class Recovery:
    """Progress by unit, summed over the partitions that are being opened."""

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments
        self._parts: dict[str, dict[int, tuple[int, int]]] = {}

    def read(self, unit: str, partition: int, read: int, to_read: int) -> None:
        """`read` of about `to_read` records of the partition's journal are read."""
        parts = self._parts.setdefault(unit, {})
        before = parts.get(partition, (0, 0))[0]
        # A second recovery of the same partition starts again from nothing.
        self._instruments.counter("kontor_recovery_records_total", unit=unit).inc(read - before if read > before else 0)
        parts[partition] = (read, max(read, to_read))
        self._show(unit)

    def settled(self, unit: str) -> None:
        """All partitions of the unit are open, or it has none."""
        self._parts.pop(unit, None)
        self._show(unit)

    def _show(self, unit: str) -> None:
        parts = self._parts.get(unit, {}).values()
        to_read = sum(total for _, total in parts)
        read = sum(done for done, _ in parts)
        open_ones = sum(1 for done, total in parts if done < total)
        self._instruments.gauge("kontor_partitions_recovering", unit=unit).set(open_ones)
        self._instruments.gauge("kontor_recovery_ratio", unit=unit).set(read / to_read if to_read else 1.0)
