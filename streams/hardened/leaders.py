"""
A partition whose leader moved while its offset was asked for is looked up anew.

aiokafka 0.14.0 renews its metadata when a fetch is refused by a broker that leads no more, but not
when the question for a first or last offset is. It then asks the same broker ten times a second and
fetches nothing of all that it takes for led by it, until its metadata is five minutes old.
"""

from typing import Any

from aiokafka.errors import KafkaError


def find_leaders_again(fetcher: Any) -> None:
    """Let aiokafka's fetcher renew its metadata after each question for offsets that was not answered."""
    ask = fetcher._proc_offset_request  # noqa: SLF001  # reason: there is no other way in

    async def ask_or_find_the_leader(node_id: Any, topic_data: Any) -> Any:
        try:
            return await ask(node_id, topic_data)
        except KafkaError:
            # Not waited for: the fetcher pauses before it asks again, and asks whom the metadata names then.
            fetcher._client.force_metadata_update()  # noqa: SLF001  # reason: the same
            raise

    fetcher._proc_offset_request = ask_or_find_the_leader  # noqa: SLF001  # reason: the same
