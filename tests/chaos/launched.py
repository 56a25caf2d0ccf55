"""`python -m tests.chaos.launched`: `kontor worker`, but for the worker process, which is one that takes orders."""

import asyncio
import sys

from kontor.entry import put_rooms_first


def main() -> int:
    put_rooms_first()
    from kontor.launch.launcher import Launcher, say_to_people
    from kontor.launch.preparation import Preparation
    from models.errors import KontorError
    from streams.settings_source import load_settings

    settings = load_settings()
    say_to_people(settings.log_level)
    command = (sys.executable, "-m", "tests.chaos.child")
    try:
        return asyncio.run(Launcher(settings, command=command, prepare=Preparation(settings)).run())
    except KontorError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
