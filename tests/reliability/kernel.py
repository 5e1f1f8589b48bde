"""The kernel's interface for tracing a process (Linux on x86-64), through ctypes.

A filter in the traced process stops it at the system calls that change files,
start programs or reach a network, whichever library makes them; all others run
at full speed.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_LIBC.ptrace.restype = ctypes.c_long

CALLS = {
    1: "write", 18: "pwrite64", 20: "writev", 40: "sendfile", 296: "pwritev",
    326: "copy_file_range", 74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate",
    285: "fallocate", 82: "rename", 264: "renameat", 316: "renameat2", 86: "link", 265: "linkat",
    87: "unlink", 263: "unlinkat", 84: "rmdir", 83: "mkdir", 258: "mkdirat", 2: "open",
    257: "openat", 42: "connect", 44: "sendto", 59: "execve",
}  # fmt: skip
"""Number of a call on x86-64 → its name."""

CHANGES_MEMORY = frozenset({"write", "pwrite64"})
"""Calls whose third argument is a length that can be cut in half."""

_TRACEME, _CONT, _GETREGS, _SETREGS, _SYSCALL, _SETOPTIONS, _GETEVENTMSG = (
    0,
    7,
    12,
    13,
    24,
    0x4200,
    0x4201,
)
_OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x80 | 0x100000  # sysgood, fork, vfork, clone, seccomp, exitkill
SECCOMP_EVENT = 7
_REGISTERS = "27Q"
_ARGUMENTS = (14, 13, 12, 7, 9, 8)  # rdi, rsi, rdx, r10, r8, r9 in user_regs_struct
_NUMBER, _RESULT = 15, 10
_CREATES = os.O_CREAT | os.O_TRUNC


def possible() -> bool:
    """Whether this machine is one on which processes can be traced so."""
    return platform.system() == "Linux" and platform.machine() == "x86_64"


class Call:
    """A system call that a stopped thread is about to make."""

    def __init__(self, thread: int) -> None:
        buffer = ctypes.create_string_buffer(struct.calcsize(_REGISTERS))
        _ptrace(_GETREGS, thread, None, ctypes.addressof(buffer))
        self.thread = thread
        self._registers = list(struct.unpack(_REGISTERS, buffer.raw))
        self.name = CALLS[self._registers[_NUMBER]]
        self.arguments = [self._registers[place] for place in _ARGUMENTS]

    def cut_length(self, length: int) -> None:
        """Let the call write only so many bytes."""
        self._registers[_ARGUMENTS[2]] = length
        buffer = ctypes.create_string_buffer(struct.pack(_REGISTERS, *self._registers))
        _ptrace(_SETREGS, self.thread, None, ctypes.addressof(buffer))

    def memory(self, address: int, size: int) -> bytes:
        """Bytes of the thread's memory, fewer where it ends."""
        with Path(f"/proc/{self.thread}/mem").open("rb", buffering=0) as memory:
            memory.seek(address)
            return memory.read(size)

    def text(self, address: int) -> str:
        """The zero-terminated text at an address, at most to the end of its page and the next."""
        found = b""
        while b"\0" not in found and len(found) < 4096:
            start = address + len(found)
            found += self.memory(start, 4096 - start % 4096)
        return os.fsdecode(found.split(b"\0", 1)[0])

    def path(self) -> str:
        """The file that the call changes; of a rename the new name."""
        first, second, _, fourth, *_ = self.arguments
        if self.name in ("rename", "link"):
            return self._named(None, second)
        if self.name in ("renameat", "renameat2", "linkat"):
            return self._named(self.arguments[2], fourth)
        if self.name in ("unlinkat", "mkdirat", "openat"):
            return self._named(first, second)
        if self.name in ("unlink", "rmdir", "mkdir", "truncate", "open"):
            return self._named(None, first)
        return self._opened(self.arguments[2] if self.name == "copy_file_range" else first)

    def _named(self, folder: int | None, address: int) -> str:
        name = self.text(address)
        if name.startswith("/"):
            return name
        if folder is None or ctypes.c_int(folder & 0xFFFFFFFF).value == -100:
            return f"{Path(f'/proc/{self.thread}/cwd').readlink()}/{name}"
        return f"{self._opened(folder)}/{name}"

    def _opened(self, descriptor: int) -> str:
        try:
            return str(Path(f"/proc/{self.thread}/fd/{descriptor & 0xFFFFFFFF}").readlink())
        except OSError:
            return ""


def ask_to_be_traced() -> None:
    """In the child: let the parent trace this process and all that it starts."""
    program = _filter()
    buffer = ctypes.create_string_buffer(program)
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    )
    _ptrace(_TRACEME, 0, None, None)
    if _LIBC.prctl(38, 1, 0, 0, 0) or _LIBC.prctl(22, 2, ctypes.c_void_p(ctypes.addressof(header))):
        raise OSError(ctypes.get_errno(), "no filter of system calls")


def set_options(process: int) -> None:
    """Follow what the process starts; end it if the tracer ends."""
    _ptrace(_SETOPTIONS, process, None, _OPTIONS)


def go_on(thread: int, signal: int = 0) -> None:
    """Let a stopped thread run."""
    _ptrace(_CONT, thread, None, signal)


def go_on_to_end_of_call(thread: int) -> None:
    """Let a stopped thread make its call and stop after it."""
    _ptrace(_SYSCALL, thread, None, None)


def _ptrace(request: int, process: int, address: int | None, data: int | None) -> None:
    ctypes.set_errno(0)
    if _LIBC.ptrace(request, process, address, data) == -1 and ctypes.get_errno():
        raise (
            ProcessLookupError if ctypes.get_errno() == 3 else OSError(ctypes.get_errno(), "ptrace")
        )


def _filter() -> bytes:
    """Berkeley packet filter: trace the calls above, open only where it makes or empties a file."""
    trace, allow = 0x7FF00000, 0x7FFF0000
    words = [(0x20, 0, 0, 0)]  # load the number
    for number, name in CALLS.items():
        if name in ("open", "openat"):
            flags = 16 + 8 * (1 if name == "open" else 2)
            words += [
                (0x15, 0, 4, number),
                (0x20, 0, 0, flags),
                (0x45, 0, 1, _CREATES),
                (0x06, 0, 0, trace),
                (0x06, 0, 0, allow),
            ]
        else:
            words += [(0x15, 0, 1, number), (0x06, 0, 0, trace)]
    words.append((0x06, 0, 0, allow))
    return b"".join(struct.pack("HBBI", *word) for word in words)
