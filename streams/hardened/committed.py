"""
What a group has committed is believed only of a coordinator that knows it.

Since version 2 of the answer a coordinator that is still loading, or is none any more, says so once for all
partitions and names none of them. aiokafka 0.14.0 looks at the errors of partitions alone, so it takes that
for a group that never committed anything and reads every partition from its beginning.
"""

from typing import Any

from aiokafka import errors
from aiokafka.protocol.commit import OffsetFetchRequest


def ask_again_while_it_loads(coordinator: Any) -> None:
    """Let aiokafka's coordinator raise what an answer to its question for commits says of the whole group."""
    send = coordinator._send_req  # noqa: SLF001  # reason: there is no other way in

    async def send_and_look(request: Any) -> Any:
        answer = await send(request)
        code: int = getattr(answer, "error_code", 0) if isinstance(request, OffsetFetchRequest) else 0
        if code:
            error = errors.for_code(code)
            if error in (errors.NotCoordinatorForGroupError, errors.GroupCoordinatorNotAvailableError):
                coordinator.coordinator_dead()
            raise error(f"what {coordinator.group_id} has committed")
        return answer

    coordinator._send_req = send_and_look  # noqa: SLF001  # reason: the same
