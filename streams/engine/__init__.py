"""The one engine of all units: batches, journal, outbox, fence, publication, acknowledgement, recovery."""
