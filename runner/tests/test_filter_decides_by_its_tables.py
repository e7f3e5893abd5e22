"""The filter's binary search gives the answer of the tables for every system call."""

import errno
import struct

import pytest

from runner.harness import seccomp
from runner.harness.system_calls import ARCHITECTURES

_LOAD, _AND, _JUMP, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_ARGUMENTS = ((0,) * 6, (0, 0x11, 4, 0, 9, 0), (137, 0, 9, 0x22, 0, 0), (0x10000, 1030, 0, 0x01, 1, 0), (15, 0x5401, 6))


def _verdict(program: bytes, number: int, audit: int, arguments: tuple[int, ...] = (0,) * 6) -> int:
    """The kernel's answer, from an interpreter of classic BPF."""
    words = [*(0, 0), *(half for one in arguments for half in (one & 0xFFFFFFFF, one >> 32))]
    data = {0: number, 4: audit} | {8 + 4 * place: word for place, word in enumerate(words)}
    at = value = steps = 0
    while True:
        code, true, false, constant = struct.unpack_from("<HBBI", program, 8 * at)
        steps += 1
        assert steps < 40, "the search goes by halves"
        at += 1
        if code == _RETURN:
            return int(constant)
        if code == _LOAD:
            value = data[constant]
        elif code == _AND:
            value &= constant
        elif code == _JUMP:
            at += constant
        else:
            holds = {_EQUAL: value == constant, _AT_LEAST: value >= constant, _ANY_BIT: bool(value & constant)}[code]
            at += true if holds else false


def _told(block: list[tuple[int, int, int, int]], audit: int, arguments: tuple[int, ...]) -> int:
    """The answer of one block."""
    return _verdict(b"".join(struct.pack("<HBBI", *one) for one in block), 0, audit, arguments)


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_every_number_gets_its_tables_answer(machine: str) -> None:
    program, arch = seccomp.assemble(machine), ARCHITECTURES[machine]
    blocks = seccomp.decisions(machine)
    for number in range(1_000):
        for arguments in _ARGUMENTS:
            got = _verdict(program, number, arch.audit, (*arguments, 0, 0, 0)[:6])
            if number in arch.allowed_calls.values():
                assert got == _ALLOW, number
            elif number in arch.no_op_calls.values():
                assert got == _ERRNO | 0, number
            elif number in arch.denied_calls.values():
                assert got == _ERRNO | errno.EPERM, number
            elif number in blocks:
                assert got == _told(blocks[number], arch.audit, (*arguments, 0, 0, 0)[:6]), number
            else:
                assert got == _ERRNO | errno.ENOSYS, number


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_a_foreign_abi_ends_the_process_for_any_call(machine: str) -> None:
    program, arch = seccomp.assemble(machine), ARCHITECTURES[machine]
    for number in (0, 1, 59, 231, 2**31, 2**32 - 1):
        assert _verdict(program, number, 0x40000003) == _KILL
        if arch.foreign is not None:
            assert _verdict(program, number | arch.foreign, arch.audit) == _KILL
        elif number > 600:
            assert _verdict(program, number, arch.audit) == _ERRNO | errno.ENOSYS


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_a_futex_is_woken_and_waited_for_only_within_its_process(machine: str) -> None:
    program, arch = seccomp.assemble(machine), ARCHITECTURES[machine]
    for operation in range(128):
        for flags in (0, 256, 512):
            got = _verdict(program, arch.filtered_calls["futex"], arch.audit, (4096, operation | flags, 0, 0, 0, 0))
            waits = operation in (0, 9)
            assert got == _ERRNO | (errno.EAGAIN if waits else errno.EPERM), (operation, flags)
            private = _verdict(
                program, arch.filtered_calls["futex"], arch.audit, (4096, operation | flags | 128, 0, 0, 0, 0)
            )
            assert private == _ALLOW, (operation, flags)
    for number in (449, 454, 455, 456):  # futex_waitv, futex_wake, futex_wait, futex_requeue: their flags are in memory
        assert _verdict(program, number, arch.audit) == _ERRNO | errno.ENOSYS


def test_calls_that_would_open_the_cell_are_not_allowed() -> None:
    for machine, arch in ARCHITECTURES.items():
        program = seccomp.assemble(machine)
        for name in ("execve", "execveat", "unshare", "setns", "mount", "ptrace", "kill", "bpf"):
            assert _verdict(program, arch.denied_calls[name], arch.audit) == _ERRNO | errno.EPERM, name
        assert _verdict(program, 435, arch.audit) == _ERRNO | errno.ENOSYS, "clone3"
