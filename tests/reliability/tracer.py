"""Runs a process and kills it at the n-th change that it makes below a folder.

Every write, truncation, fsync, rename, link, unlink, mkdir and new file is a
*point*, whichever thread, child process or library makes it: a commit of the
database is the points of its journal and its file. A point is killed before
it, after it or, a write, in the middle: half of its bytes arrive.
"""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from . import kernel

When = Literal["before", "middle", "after"]
_NETWORK = frozenset({"connect", "sendto"})


@dataclass(frozen=True)
class Kill:
    """Kill at point `number` (from 1), or after `seconds`, whatever it does then."""

    number: int = 0
    when: When = "before"
    seconds: float | None = None


@dataclass
class Traced:
    """What a process did below the folder, and how it ended (`code` -9: killed)."""

    code: int = 0
    points: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    programs: list[list[str]] = field(default_factory=list)
    killed_at: tuple[str, str] | None = None
    seconds: float = 0.0


def run_traced(child: Callable[[], int], inside: str, kill: Kill | None = None) -> Traced:
    """Fork, run `child` in a process of its own and trace it to its end or to the kill."""
    process = os.fork()
    if process == 0:
        _be_traced(child)
    os.waitpid(process, 0)
    kernel.set_options(process)
    return _Tracer(process, inside.rstrip("/"), kill or Kill()).run()


def _be_traced(child: Callable[[], int]) -> None:
    code = 1
    try:
        kernel.ask_to_be_traced()
        os.kill(os.getpid(), signal.SIGSTOP)
        code = child()
    finally:
        os._exit(code)


class _Tracer:
    def __init__(self, process: int, inside: str, kill: Kill) -> None:
        self.process, self.inside, self.kill = process, inside, kill
        self.traced = Traced()
        self.threads = {process}
        self.dying = False
        self.after: set[int] = set()

    def run(self) -> Traced:
        started = time.monotonic()
        if self.kill.seconds is not None:
            signal.signal(signal.SIGALRM, lambda *_: self._kill_all())
            signal.setitimer(signal.ITIMER_REAL, self.kill.seconds)
        self._resume(self.process, 0)
        while self.threads:
            try:
                thread, status = os.waitpid(-1, 0x40000000)  # __WALL: threads too
            except ChildProcessError:
                break
            self._take(thread, status)
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.traced.seconds = time.monotonic() - started
        return self.traced

    def _take(self, thread: int, status: int) -> None:
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            self.threads.discard(thread)
            if thread == self.process:
                self.traced.code = os.waitstatus_to_exitcode(status)
            return None
        self.threads.add(thread)
        if self.dying:  # it was started while the others were killed
            return self._kill_all()
        stop, event = os.WSTOPSIG(status), status >> 16
        if event == kernel.SECCOMP_EVENT:
            self._at_call(thread)
        elif stop == signal.SIGTRAP | 0x80:
            if thread in self.after:
                self._kill_all()
            else:
                self._resume(thread, 0)
        elif event or stop in (signal.SIGSTOP, signal.SIGTRAP):
            self._resume(thread, 0)
        else:
            self._resume(thread, stop)
        return None

    def _at_call(self, thread: int) -> None:
        try:
            self._look_at(kernel.Call(thread))
        except OSError:  # it was killed meanwhile
            return

    def _look_at(self, call: kernel.Call) -> None:
        if call.name == "execve":
            self.traced.programs.append(_words(call))
        elif call.name in _NETWORK:
            self.traced.addresses += _addresses(call)
        elif f"{(path := call.path())}/".startswith(f"{self.inside}/"):
            self.traced.points.append((call.name, path[len(self.inside) + 1 :]))
            if len(self.traced.points) == self.kill.number:
                return self._kill_at(call)
        return self._resume(call.thread, 0)

    def _kill_at(self, call: kernel.Call) -> None:
        self.traced.killed_at = self.traced.points[-1]
        if self.kill.when == "before":
            return self._kill_all()
        if self.kill.when == "middle" and call.name in kernel.CHANGES_MEMORY:
            call.cut_length(call.arguments[2] // 2)
        self.after.add(call.thread)
        return kernel.go_on_to_end_of_call(call.thread)

    def _resume(self, thread: int, stop: int) -> None:
        try:
            kernel.go_on(thread, stop)
        except ProcessLookupError:  # it was killed meanwhile
            return

    def _kill_all(self) -> None:
        self.dying = True
        for thread in self.threads:
            try:
                os.kill(thread, signal.SIGKILL)
            except ProcessLookupError:
                continue


def _words(call: kernel.Call) -> list[str]:
    words: list[str] = []
    address = call.arguments[1]
    while pointer := struct.unpack("Q", call.memory(address, 8))[0]:
        words.append(call.text(pointer))
        address += 8
    return words


def _addresses(call: kernel.Call) -> list[str]:
    """Where a connection or a datagram goes, unless it stays on this machine."""
    place, size = (call.arguments[1:3]) if call.name == "connect" else (call.arguments[4:6])
    if not place:
        return []
    found = call.memory(place, min(size, 128))
    family = struct.unpack("H", found[:2])[0]
    local = (
        family in (0, 1, 16)  # nothing, a socket of this machine, the kernel
        or (family == 2 and found[4] == 127)
        or (family == 10 and found[8:24] == bytes(15) + b"\1")
    )
    return [] if local else [found.hex()]
