"""Assemble the seccomp filter: which system calls a learner's code may make.

It is an allow-list by number. In a list by name, a name that an old libseccomp doesn't know would silently be left out.
A call that is not listed answers ENOSYS, so that the C library uses its fall-back. A call that learners may know by
name answers EPERM, which Python shows as PermissionError.

There are two filters, and the kernel applies the stricter answer. The first one is loaded when a cell is made. It
leaves a waiting cell the two calls that it needs for its submission's limits: one to lower them, one to load the second
filter, which takes both away.

This module makes no system call: it returns bytes, which :mod:`runner.harness.lockdown` loads.
"""

from __future__ import annotations

import errno
import functools
import struct
from collections.abc import Iterable, Iterator, Sequence

from .system_calls import ARCHITECTURES

_SOCKET = {"x86_64": 41, "aarch64": 198}
_PRLIMIT = {"x86_64": 302, "aarch64": 261}
_SECCOMP = {"x86_64": 317, "aarch64": 277}

# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6]; both ABIs are little-endian.
_NUMBER, _ARCH, _ARGS = 0, 4, 16
_LOAD, _AND, _JUMP, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x45, 0x06
_MAX_JUMP = 255  # of a conditional jump

_ALLOW = 0x7FFF0000
_KILL = 0x80000000

_MAP_SHARED = 0x01  # also set in MAP_SHARED_VALIDATE, clear in MAP_PRIVATE
_MAP_ANONYMOUS = 0x20
_MAP_GROWSDOWN = 0x100
_CLONE_THREAD = 0x10000
_SIGKILL, _SIGSTOP = 9, 19
_CLONE_NEW = 0x7E020080  # NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWTIME
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONCLEX FIOCLEX
_NVIDIA_REQUESTS = 0x4600  # the kind of every request to /dev/nvidiactl and /dev/nvidia0, as _IOWR('F', ...) makes it
_UVM_REQUESTS = (0x30000001, 0x30000002)  # UVM_INITIALIZE, UVM_DEINITIALIZE; its others are plain numbers
_MAX_UVM_REQUEST = 0xFF
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_CHANGING = {"unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "truncate"}
_PROCESS_QUESTIONS = (3, 16, 21, 23, 39)  # GET_DUMPABLE GET_NAME GET_SECCOMP CAPBSET_READ GET_NO_NEW_PRIVS
_FUTEX_PRIVATE, _FUTEX_COMMAND = 0x80, 0x7F
_FUTEX_WAITS = (0, 9)  # FUTEX_WAIT and FUTEX_WAIT_BITSET

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant
Block = list[Instruction]


def _refuse(code: int) -> Instruction:
    """Answer with this error, or with 0, without making the call."""
    return (_RETURN, 0, 0, 0x00050000 | code)


_PERMIT: Instruction = (_RETURN, 0, 0, _ALLOW)
_DIE: Instruction = (_RETURN, 0, 0, _KILL)


def _argument(index: int, *, high: bool = False) -> Instruction:
    return (_LOAD, 0, 0, _ARGS + 8 * index + (4 if high else 0))


def _one_of(index: int, values: tuple[int, ...], code: int) -> Block:
    """Allow where the low 32 bits of an argument, which is all that the kernel reads, are in ``values``."""
    block = [_argument(index)]
    for value in values:
        block += [(_EQUAL, 0, 1, value), _PERMIT]
    return [*block, _refuse(code)]


def _rules() -> dict[str, Block]:
    """The block that decides each filtered call. Every block ends in a return."""
    return {
        # RLIMIT_DATA counts private memory only; shared and self-growing maps would escape it.
        "mmap": [_argument(3), (_ANY_BIT, 0, 1, _MAP_SHARED | _MAP_GROWSDOWN), _refuse(errno.EPERM), _PERMIT],
        # Threads, no processes and no namespaces. clone3 has its flags in memory, so it stays ENOSYS.
        "clone": [
            _argument(0), (_ANY_BIT, 0, 1, _CLONE_NEW), _refuse(errno.EPERM),
            (_ANY_BIT, 1, 0, _CLONE_THREAD), _refuse(errno.EPERM), _PERMIT,
        ],
        "ioctl": _one_of(1, _TERMINAL_QUESTIONS, errno.ENOTTY),
        "fcntl": _one_of(1, _DESCRIPTOR_COMMANDS, errno.EPERM),
        # One of its flags leaves a device node behind.
        "renameat2": _one_of(4, (0, 1), errno.EPERM),
        "prctl": _one_of(0, _PROCESS_QUESTIONS, errno.EPERM),
        # So a cell that ends by SIGKILL, or is stopped, can only have got the signal from outside.
        "tgkill": [
            _argument(2), (_EQUAL, 0, 1, _SIGKILL), _refuse(errno.EPERM),
            (_EQUAL, 0, 1, _SIGSTOP), _refuse(errno.EPERM), _PERMIT,
        ],
        "futex": _futex_rule(),
        "exit": _exit_rule(),
        "exit_group": _exit_rule(),
    }  # fmt: skip


def _card_rules() -> dict[str, Block]:
    """The blocks that replace those of :func:`_rules` in a cell on a card.

    A filter can't see what a descriptor is, so the requests are allowed by their numbers; Landlock and the mounts leave
    no other device that could understand them. Memory of the device is mapped shared. Shared memory that no file backs
    stays refused, because RLIMIT_DATA would not count it.
    """
    terminal_questions = _one_of(1, (*_TERMINAL_QUESTIONS, *_UVM_REQUESTS), errno.ENOTTY)
    return {
        "ioctl": [
            _argument(1), (_AND, 0, 0, 0xFF00), (_EQUAL, 0, 1, _NVIDIA_REQUESTS), _PERMIT,
            _argument(1), (_AT_LEAST, 1, 0, _MAX_UVM_REQUEST + 1), _PERMIT,
            *terminal_questions,
        ],
        "mmap": [
            _argument(3), (_ANY_BIT, 0, 1, _MAP_GROWSDOWN), _refuse(errno.EPERM),
            (_ANY_BIT, 1, 0, _MAP_ANONYMOUS), _PERMIT,
            (_ANY_BIT, 0, 1, _MAP_SHARED), _refuse(errno.EPERM), _PERMIT,
        ],
    }  # fmt: skip


def _futex_rule() -> Block:
    """Allow only futexes that are private to the process. Others belong to a page, and cells share pages of libraries.

    A wait answers EAGAIN: pthread_join waits without the private flag, because the kernel wakes it so when a thread
    exits, and on EAGAIN it looks again. Refusing only the wake would not help: an exiting thread can have the kernel
    wake any address (set_tid_address, set_robust_list).
    """
    block = [_argument(1), (_ANY_BIT, 0, 1, _FUTEX_PRIVATE), _PERMIT, (_AND, 0, 0, _FUTEX_COMMAND)]
    for command in _FUTEX_WAITS:
        block += [(_EQUAL, 0, 1, command), _refuse(errno.EAGAIN)]
    return [*block, _refuse(errno.EPERM)]


def _exit_rule() -> Block:
    """Let no exit have the status by which bubblewrap reports SIGKILL: it ends by SIGSYS instead."""
    return [_argument(0), (_AND, 0, 0, 0xFF), (_EQUAL, 0, 1, 128 + _SIGKILL), _DIE, _PERMIT]


# A call that only reads a limit passes no new one: both halves of the pointer are zero.
_READ_A_LIMIT = [
    _argument(2), (_EQUAL, 1, 0, 0), _refuse(errno.EPERM),
    _argument(2, high=True), (_EQUAL, 1, 0, 0), _refuse(errno.EPERM), _PERMIT,
]  # fmt: skip


def decisions(machine: str, *, card: bool = False) -> dict[int, Block]:
    """The block that decides each call, by number, except those that answer ENOSYS. Every block ends in a return.

    ``card``: in a cell on a card.
    """
    arch, rules = ARCHITECTURES[machine], _rules() | (_card_rules() if card else {})
    blocks: dict[int, Block] = {number: [_PERMIT] for number in arch.allowed_calls.values()}
    blocks |= {number: rules[name] for name, number in arch.filtered_calls.items()}
    blocks |= {number: [_refuse(0)] for number in arch.no_op_calls.values()}
    blocks |= {number: [_refuse(errno.EPERM)] for number in arch.denied_calls.values()}
    blocks |= {number: [_PERMIT] for number in arch.card_calls.values() if card}
    blocks[_SOCKET[machine]] = [_refuse(errno.EAFNOSUPPORT)]
    return blocks | {_PRLIMIT[machine]: [_PERMIT], _SECCOMP[machine]: [_PERMIT]}


def _program(machine: str, card: bool) -> Iterator[Instruction]:
    arch, blocks = ARCHITECTURES[machine], decisions(machine, card=card)
    yield from [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch.audit), _DIE, (_LOAD, 0, 0, _NUMBER)]
    ranges: list[tuple[int, Block]] = []  # the first number of each, and the block that decides it up to the next
    for number in range(max(blocks) + 2):
        block = blocks.get(number, [_refuse(errno.ENOSYS)])
        if not ranges or ranges[-1][1] != block:
            ranges.append((number, block))
    if arch.foreign is not None:
        ranges.append((arch.foreign, [_DIE]))
    yield from _search(ranges)


def _search(ranges: Sequence[tuple[int, Block]]) -> Block:
    """Find the range of the number by halves.

    When a filter is loaded, the kernel runs it for every call there is, to learn which are always allowed. A search
    number by number took 0.2 ms of every cell.
    """
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    jump = [(_AT_LEAST, len(below), 0, ranges[middle][0])]
    if len(below) > _MAX_JUMP:
        jump = [(_AT_LEAST, 0, 1, ranges[middle][0]), (_JUMP, 0, 0, len(below))]
    return [*jump, *below, *above]


@functools.cache
def assemble(machine: str, *, card: bool = False) -> bytes:
    """The first filter for ``os.uname().machine`` as an array of ``struct sock_filter``. ``card``: for a cell on one.

    Raises:
        ValueError: there is no table for this machine.
    """
    if machine not in ARCHITECTURES:
        raise ValueError(f"no system call table for {machine}; the sandbox runs on {', '.join(ARCHITECTURES)}")
    return _encode(_program(machine, card))


@functools.cache
def assemble_last(machine: str) -> bytes:
    """The second filter, which lets no limit be set and no filter be loaded any more."""
    return _encode([
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 1, _SECCOMP[machine]),
        _refuse(errno.ENOSYS),
        (_EQUAL, 0, len(_READ_A_LIMIT), _PRLIMIT[machine]),
        *_READ_A_LIMIT,
        _PERMIT,
    ])  # fmt: skip


def assemble_read_only(machine: str, pid: int) -> bytes:
    """A further filter for the weak mode: nothing can be changed on any disk, and only ``pid`` can be signalled.

    What is already open for writing, such as the pipes to the judge, stays so.
    """
    numbers = ARCHITECTURES[machine].allowed_calls | ARCHITECTURES[machine].filtered_calls
    program: Block = [(_LOAD, 0, 0, _NUMBER)]
    for name in _CHANGING & numbers.keys():
        program += [(_EQUAL, 0, 1, numbers[name]), _refuse(errno.EROFS)]
    for name, flags in {"open": 1, "openat": 2}.items():
        if name in numbers:
            program += [(_EQUAL, 0, 4, numbers[name]), _argument(flags), (_ANY_BIT, 0, 1, _WRITING)]
            program += [_refuse(errno.EROFS), _PERMIT]
    program += [(_EQUAL, 0, 3, numbers["tgkill"]), _argument(0), (_EQUAL, 1, 0, pid), _refuse(errno.EPERM)]
    return _encode([*program, _PERMIT])


def _encode(program: Iterable[Instruction]) -> bytes:
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
