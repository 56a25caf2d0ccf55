"""The workers of a round: real processes, behind launchers or bare, and what became of each."""

import contextlib
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from tests.chaos.diary import Diary
from tests.chaos.fault import Missed
from tests.chaos.member import KILLED, STOPPED, Member
from tests.chaos.nursery import ROOT, Born, Nursery

OBEYS_WITHIN_S = 6.0
"""How long an order may wait for its occasion: a batch to fold, a turn of the loop."""
_ENDED = re.compile(r"\(process \d+, exit code (-?\d+)\)")


class Fleet:
    """Starts, asks, kills and buries workers; every end is looked at."""

    def __init__(self, folder: Path, environment: Mapping[str, str], diary: Diary, nursery: Nursery) -> None:
        self.folder = folder
        self.diary = diary
        self.members: list[Member] = []
        self.surprises: list[str] = []
        """Ends that nobody ordered and the contract does not know."""
        self.endings: dict[str, int] = {}
        """Sentences of workers that ended by themselves, numbers left out, and how often."""
        self.term = 0
        self.extra: dict[str, str] = {}
        """Variables for every worker started from now on."""
        self._control = Path(tempfile.mkdtemp(prefix="kc"))
        self._environment = dict(environment)
        self._number = 0
        self._orders = itertools.count(1)
        self._nursery = nursery

    def start(self, *, launched: bool = False, **more: str) -> Member:
        self._number += 1
        name = f"w{self._number}"
        told = {**self._environment, "KONTOR_WORKER_ID": name, "KONTOR_HTTP_PORT": "0", "KONTOR_TERM": str(self.term)}
        told |= {"KONTOR_TEST_CONTROL": str(self._control), "KONTOR_TEST_NAME": name, **self.extra, **more}
        log = self.folder / f"{name}.log"
        log.touch()  # a worker may be killed before it has said a word
        process: subprocess.Popen[bytes] | Born
        if launched:
            with log.open("ab") as out:
                process = subprocess.Popen(
                    [sys.executable, "-m", "tests.chaos.launched"], env=told, cwd=ROOT, stdin=subprocess.DEVNULL,
                    stdout=out, stderr=out, start_new_session=True,
                )  # fmt: skip
        else:
            process = self._nursery.start(name, told, log)
        member = Member(name, launched, process, log)
        self.members.append(member)
        self.diary.note("start", worker=name, launched=launched, **more)
        return member

    def alive(self) -> list[Member]:
        """Those that run and that no fault has in hand."""
        return [member for member in self.members if member.alive and not member.busy and not member.asked]

    def victim(self, chance: Random, *, launched: bool = False) -> Member:
        """One of those that are ready; waits a little for one. `Missed` when there is none."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            ready = [member for member in self.alive() if self.state(member) == "ready"]
            ready = [member for member in ready if member.launched or not launched]
            if ready:
                return chance.choice(ready)
            time.sleep(0.05)
        raise Missed("no worker is ready")

    def reap(self) -> None:
        """Look at the ends of those that have ended."""
        for member in [each for each in self.members if not each.alive]:
            self.members.remove(member)
            code = member.process.wait()
            self.diary.note("ended", worker=member.name, code=code, words=member.last_words()[-300:])
            self._judge(member, code)

    def _judge(self, member: Member, code: int) -> None:
        if not (code in member.allowed or (member.asked and code in STOPPED)):
            self.surprises.append(f"{member.name} ended with {code}: {member.last_words()[-300:]}")
        text = member.log.read_text("utf-8", "replace")
        lives = [int(each) for each in _ENDED.findall(text)]
        strange = [each for each in lives if each not in member.allowed and each > 0]
        if strange:
            self.surprises.append(f"a worker of {member.name} ended with {strange}")
        for line in text.splitlines():
            if line.startswith(("worker stopped", "about to write", "the consumer group has", "kontor.", "the worker")):
                sentence = re.sub(r"[0-9]+", "#", line)[:120]
                self.endings[sentence] = self.endings.get(sentence, 0) + 1

    def heal(self, want: int, launched: Callable[[], bool] = lambda: False) -> None:
        """Bury the dead and see that `want` workers are there, frozen ones not counted."""
        self.reap()
        while len([member for member in self.members if member.alive and not member.busy]) < want:
            self.start(launched=launched())

    def state(self, member: Member) -> str:
        """What the worker last told: starting, recovering, ready, stopping; nothing yet."""
        with contextlib.suppress(OSError, ValueError, IndexError):  # nothing told yet, or half a line
            last = (self._control / f"{member.name}.status").read_text().splitlines()[-1]
            told = json.loads(last)
            return str(told["state"]) if told["pid"] == member.worker_pid() else ""
        return ""

    def await_ready(self, within_s: float, *members: Member) -> bool:
        """Wait until these (all, if none is said) are ready; False when time is over."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            waited_for = [each for each in members or tuple(self.alive()) if each.alive]
            if all(self.state(each) == "ready" for each in waited_for):
                return True
            time.sleep(0.05)
        return False

    def await_end(self, within_s: float, *members: Member) -> None:
        """Wait for the end of these workers, a launched one's launcher not counted."""
        pids = [(member, member.worker_pid()) for member in members]
        deadline = time.monotonic() + within_s
        while any(pid and member.worker_pid() == pid for member, pid in pids) and time.monotonic() < deadline:
            time.sleep(0.05)

    def order(self, member: Member, act: str, **order: Any) -> None:
        """Tell the worker, and wait until it has begun to obey; `Missed` when it does not."""
        number = next(self._orders)
        self.diary.note("order", worker=member.name, act=act, **order)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
            try:
                told = json.dumps({"act": act, "number": number, **order}).encode()
                mouth.sendto(told, str(self._control / f"{member.name}.sock"))
            except OSError as error:
                raise Missed(f"{member.name} does not listen") from error
        obeyed, deadline = self._control / f"{member.name}.obeyed", time.monotonic() + OBEYS_WITHIN_S
        while not obeyed.is_file() or str(number) not in obeyed.read_text().split():
            if time.monotonic() > deadline or not member.alive:
                raise Missed(f"{member.name} did not come to {act}")
            time.sleep(0.01)

    def signal(self, member: Member, number: int, *, whole: bool = False) -> None:
        """Signal the worker, and its launcher first if `whole`."""
        pids = [member.process.pid] if whole and member.launched else []
        worker = member.worker_pid()
        for pid in [*pids, *([worker] if worker else [])]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def ask_to_stop(self, member: Member) -> None:
        member.asked = True
        with contextlib.suppress(ProcessLookupError):
            member.process.terminate()

    def stop_all(self, within_s: float = 60) -> None:
        """SIGTERM to all; who does not end is a surprise, and killed."""
        for member in self.members:
            self.signal(member, signal.SIGCONT, whole=True)
            self.ask_to_stop(member)
        deadline = time.monotonic() + within_s
        for member in list(self.members):
            try:
                member.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.surprises.append(f"{member.name} did not stop within {within_s:.0f} s of being asked")
        self.kill_all()
        self.reap()

    def kill_all(self) -> None:
        for member in self.members:
            if member.alive:
                self.signal(member, signal.SIGKILL, whole=True)
                member.allowed.add(KILLED)
                member.process.wait()
