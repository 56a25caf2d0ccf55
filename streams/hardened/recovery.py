"""
After a rebalance: open the journals, seek, clear, resume. In this order, without a time limit.

Faust resumes partitions, then seeks, then clears queues, and so wipes records
already fetched; and its time limits end silently. There are no tables here, so
this path is the only one.
"""

from typing import TYPE_CHECKING, cast

from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery

if TYPE_CHECKING:
    from streams.hardened.app import HardenedApp
    from streams.hardened.consumer import HardenedConsumer


class HardenedRecovery(Recovery):
    """Faust's recovery service with the one step that matters replaced."""

    async def _resume_streams(self, generation_id: int = 0) -> None:
        app, consumer = cast("HardenedApp", self.app), self.app.consumer
        await app.on_rebalance_complete.send()
        assignment = consumer.assignment()
        await self._wait(app.open_partitions(assignment, generation_id))
        if app.consumer_generation_id != generation_id:
            return
        if assignment:
            await self._wait(consumer.perform_seek())
            app.before_resuming(cast("HardenedConsumer", consumer).committed(assignment))
        # no await from here to resume_flow: what is cleared must not be fetched in between
        self.completed.set()
        app.flow_control.resume()
        consumer.resume_partitions(assignment)
        consumer.resume_flow()
        await app.start_fetching()
        self.tables.on_actives_ready()
        self.tables.on_standbys_ready()
        app.on_rebalance_end()
        app.on_flowing(generation_id)


class HardenedTables(TableManager):
    """Faust's table manager, without tables: it only starts our recovery, and does not sleep a second first."""

    async def on_start(self) -> None:
        """Say that there are no tables to wait for."""
        await self._update_channels()
        await self.recovery.start()

    @property
    def recovery(self) -> Recovery:
        """Our recovery."""
        if self._recovery is None:
            self._recovery = HardenedRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery
