"""The system calls a learner's code may make, assembled into a seccomp filter.

An allow-list by number: a name that an old libseccomp does not know would silently drop out of a list by name.
The numbers come from the kernel's own headers and never change. What is not listed answers ENOSYS, so that the C
library takes its fall-back; what a learner may meet by name answers EPERM, which Python shows as PermissionError.

There are two filters, and the kernel keeps to the stricter answer. The first one is loaded when a cell is made. It
leaves a cell that waits the two calls it needs for the limits of its submission: one to lower them, one to load the
second filter, which takes away both.

Nothing here runs a system call: :func:`assemble` and :func:`assemble_last` return bytes, :mod:`harness.confine` loads
them.
"""

from __future__ import annotations

import errno
import functools
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Architecture:
    """One kernel ABI. ``audit`` is its AUDIT_ARCH constant; ``foreign`` the first number of a second ABI inside it."""

    audit: int
    allowed: dict[str, int]
    filtered: dict[str, int]
    refused: dict[str, int]
    foreign: int | None = None


def _table(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in (pair.split("=") for pair in text.split())}


X86_64 = Architecture(
    audit=0xC000003E,
    foreign=0x40000000,  # x32 system calls, which carry the same AUDIT_ARCH
    allowed=_table("""
        read=0 write=1 readv=19 writev=20 pread64=17 pwrite64=18 lseek=8 close=3 close_range=436 dup=32 dup2=33
        dup3=292 open=2 openat=257 stat=4 lstat=6 fstat=5 newfstatat=262 statx=332 access=21 faccessat=269
        faccessat2=439 getdents64=217 getcwd=79 chdir=80 readlink=89 readlinkat=267 unlink=87 unlinkat=263 rename=82
        renameat=264 mkdir=83 mkdirat=258 rmdir=84 truncate=76 ftruncate=77 fallocate=285 fsync=74
        fdatasync=75 umask=95 statfs=137 fstatfs=138 brk=12 munmap=11 mremap=25 mprotect=10 madvise=28
        msync=26 membarrier=324 futex=202 futex_waitv=449 set_robust_list=273 get_robust_list=274 rseq=334
        set_tid_address=218 sched_yield=24 sched_getaffinity=204 getcpu=309 clock_gettime=228 clock_getres=229
        clock_nanosleep=230 nanosleep=35 gettimeofday=96 time=201 times=100 getrusage=98 uname=63 poll=7
        ppoll=271 select=23 pselect6=270 restart_syscall=219 getpid=39 gettid=186 getppid=110 getuid=102 geteuid=107
        getgid=104 getegid=108 getresuid=118 getresgid=120 getgroups=115 capget=125 rt_sigaction=13 rt_sigprocmask=14
        rt_sigreturn=15 sigaltstack=131 getrandom=318
    """),
    filtered=_table("mmap=9 clone=56 ioctl=16 fcntl=72 prctl=157 renameat2=316 tgkill=234 exit=60 exit_group=231"),
    refused=_table("""
        execve=59 execveat=322 fork=57 vfork=58 unshare=272 setns=308 mount=165 umount2=166 pivot_root=155 chroot=161
        ptrace=101 process_vm_readv=310 process_vm_writev=311 kill=62 tkill=200 pipe=22 pipe2=293 socketpair=53
        memfd_create=319 shmget=29 flock=73 mknod=133 mknodat=259 link=86 linkat=265 symlink=88 symlinkat=266 chmod=90
        fchmod=91 fchmodat=268 chown=92 fchown=93 lchown=94 fchownat=260 setuid=105 setgid=106 setresuid=117
        setresgid=119 setgroups=116 capset=126 setrlimit=160 setpriority=141 sched_setaffinity=203
        sched_setscheduler=144 keyctl=250 add_key=248 request_key=249 bpf=321 perf_event_open=298 io_uring_setup=425
        userfaultfd=323 personality=135 mlock=149 mlockall=151 setsid=112 setpgid=109
    """),
)

AARCH64 = Architecture(
    audit=0xC00000B7,
    allowed=_table("""
        read=63 write=64 readv=65 writev=66 pread64=67 pwrite64=68 lseek=62 close=57 close_range=436 dup=23 dup3=24
        openat=56 fstat=80 newfstatat=79 statx=291 faccessat=48 faccessat2=439 getdents64=61 getcwd=17 chdir=49
        readlinkat=78 unlinkat=35 renameat=38 mkdirat=34 truncate=45 ftruncate=46 fallocate=47 fsync=82
        fdatasync=83 umask=166 statfs=43 fstatfs=44 brk=214 munmap=215 mremap=216 mprotect=226
        madvise=233 msync=227 membarrier=283 futex=98 futex_waitv=449 set_robust_list=99
        get_robust_list=100 rseq=293 set_tid_address=96 sched_yield=124 sched_getaffinity=123 getcpu=168
        clock_gettime=113 clock_getres=114 clock_nanosleep=115 nanosleep=101 gettimeofday=169 times=153 getrusage=165
        uname=160 ppoll=73 pselect6=72 restart_syscall=128 getpid=172 gettid=178 getppid=173 getuid=174
        geteuid=175 getgid=176 getegid=177 getresuid=148 getresgid=150 getgroups=158 capget=90 rt_sigaction=134
        rt_sigprocmask=135 rt_sigreturn=139 sigaltstack=132 getrandom=278
    """),
    filtered=_table("mmap=222 clone=220 ioctl=29 fcntl=25 prctl=167 renameat2=276 tgkill=131 exit=93 exit_group=94"),
    refused=_table("""
        execve=221 execveat=281 unshare=97 setns=268 mount=40 umount2=39 pivot_root=41 chroot=51 ptrace=117
        process_vm_readv=270 process_vm_writev=271 kill=129 tkill=130 pipe2=59 socketpair=199 memfd_create=279
        shmget=194 flock=32 mknodat=33 linkat=37 symlinkat=36 fchmod=52 fchmodat=53 fchown=55 fchownat=54 setuid=146
        setgid=144 setresuid=147 setresgid=149 setgroups=159 capset=91 setrlimit=164 setpriority=140
        sched_setaffinity=122 sched_setscheduler=119 keyctl=219 add_key=217 request_key=218 bpf=280
        perf_event_open=241 io_uring_setup=425 userfaultfd=282 personality=92 mlock=228 mlockall=230 setsid=157
        setpgid=154
    """),
)

ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}
_SOCKET = {"x86_64": 41, "aarch64": 198}
_PRLIMIT = {"x86_64": 302, "aarch64": 261}
_SECCOMP = {"x86_64": 317, "aarch64": 277}

# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6]; both ABIs are little-endian.
_NUMBER, _ARCH, _ARGS = 0, 4, 16
_LOAD, _AND, _JUMP, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x45, 0x06
_FURTHEST = 255  # that a conditional jump goes

_ALLOW = 0x7FFF0000
_KILL = 0x80000000

_MAP_SHARED = 0x01  # also set in MAP_SHARED_VALIDATE, clear in MAP_PRIVATE
_MAP_GROWSDOWN = 0x100
_CLONE_THREAD = 0x10000
_SIGKILL, _SIGSTOP = 9, 19
_CLONE_NEW = 0x7E020080  # NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET and NEWTIME
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONCLEX FIOCLEX
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_CHANGING = {"unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "truncate"}
_PROCESS_QUESTIONS = (3, 15, 16, 21, 23, 39)  # GET_DUMPABLE SET_NAME GET_NAME GET_SECCOMP CAPBSET_READ GET_NO_NEW_PRIVS

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant
Block = list[Instruction]


def _refuse(code: int) -> Instruction:
    return (_RETURN, 0, 0, 0x00050000 | code)


_PERMIT: Instruction = (_RETURN, 0, 0, _ALLOW)
_DIE: Instruction = (_RETURN, 0, 0, _KILL)


def _argument(index: int, *, high: bool = False) -> Instruction:
    return (_LOAD, 0, 0, _ARGS + 8 * index + (4 if high else 0))


def _one_of(index: int, values: tuple[int, ...], code: int) -> Block:
    """Allow when the low 32 bits of an argument, all the kernel reads of it, are in ``values``."""
    block = [_argument(index)]
    for value in values:
        block += [(_EQUAL, 0, 1, value), _PERMIT]
    return [*block, _refuse(code)]


def _rules() -> dict[str, Block]:
    """What decides each filtered call. Every block ends in a return."""
    return {
        # RLIMIT_DATA counts private memory only: shared and self-growing maps would escape it.
        "mmap": [_argument(3), (_ANY_BIT, 0, 1, _MAP_SHARED | _MAP_GROWSDOWN), _refuse(errno.EPERM), _PERMIT],
        # Threads, no processes and no namespaces. clone3 hides its flags in memory: it stays ENOSYS.
        "clone": [
            _argument(0),
            (_ANY_BIT, 0, 1, _CLONE_NEW),
            _refuse(errno.EPERM),
            (_ANY_BIT, 1, 0, _CLONE_THREAD),
            _refuse(errno.EPERM),
            _PERMIT,
        ],
        "ioctl": _one_of(1, _TERMINAL_QUESTIONS, errno.ENOTTY),
        "fcntl": _one_of(1, _DESCRIPTOR_COMMANDS, errno.EPERM),
        # A flag of it leaves a device node behind.
        "renameat2": _one_of(4, (0, 1), errno.EPERM),
        "prctl": _one_of(0, _PROCESS_QUESTIONS, errno.EPERM),
        # A cell that ends by SIGKILL was killed from outside, and one that is stopped as well.
        "tgkill": [
            _argument(2),
            (_EQUAL, 0, 1, _SIGKILL),
            _refuse(errno.EPERM),
            (_EQUAL, 0, 1, _SIGSTOP),
            _refuse(errno.EPERM),
            _PERMIT,
        ],
        "exit": _exit_rule(),
        "exit_group": _exit_rule(),
    }


def _exit_rule() -> Block:
    """An exit with the status by which bubblewrap tells SIGKILL ends by SIGSYS instead."""
    return [_argument(0), (_AND, 0, 0, 0xFF), (_EQUAL, 0, 1, 128 + _SIGKILL), _DIE, _PERMIT]


# Reading a limit passes no new one: both halves of the pointer are zero.
_READ_A_LIMIT = [
    _argument(2),
    (_EQUAL, 1, 0, 0),
    _refuse(errno.EPERM),
    _argument(2, high=True),
    (_EQUAL, 1, 0, 0),
    _refuse(errno.EPERM),
    _PERMIT,
]


def decisions(machine: str) -> dict[int, Block]:
    """What decides each call that does not simply answer ENOSYS, by number. Every block ends in a return."""
    arch, rules = ARCHITECTURES[machine], _rules()
    blocks: dict[int, Block] = {number: [_PERMIT] for number in arch.allowed.values()}
    blocks |= {number: rules[name] for name, number in arch.filtered.items()}
    blocks |= {number: [_refuse(errno.EPERM)] for number in arch.refused.values()}
    blocks[_SOCKET[machine]] = [_refuse(errno.EAFNOSUPPORT)]
    return blocks | {_PRLIMIT[machine]: [_PERMIT], _SECCOMP[machine]: [_PERMIT]}


def _program(machine: str) -> Iterator[Instruction]:
    arch, blocks = ARCHITECTURES[machine], decisions(machine)
    yield from [(_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch.audit), _DIE, (_LOAD, 0, 0, _NUMBER)]
    ranges: list[tuple[int, Block]] = []  # the first number of each, and what decides it up to the next
    for number in range(max(blocks) + 2):
        block = blocks.get(number, [_refuse(errno.ENOSYS)])
        if not ranges or ranges[-1][1] != block:
            ranges.append((number, block))
    if arch.foreign is not None:
        ranges.append((arch.foreign, [_DIE]))
    yield from _search(ranges)


def _search(ranges: Sequence[tuple[int, Block]]) -> Block:
    """Find the range of the number by halves. When a filter is loaded the kernel runs it for each call there is, to
    learn which are always allowed. Number by number, that took 0.2 ms of every cell.
    """
    if len(ranges) == 1:
        return ranges[0][1]
    middle = len(ranges) // 2
    below, above = _search(ranges[:middle]), _search(ranges[middle:])
    jump = [(_AT_LEAST, len(below), 0, ranges[middle][0])]
    if len(below) > _FURTHEST:
        jump = [(_AT_LEAST, 0, 1, ranges[middle][0]), (_JUMP, 0, 0, len(below))]
    return [*jump, *below, *above]


@functools.cache
def assemble(machine: str) -> bytes:
    """The first filter for ``os.uname().machine`` as an array of ``struct sock_filter``.

    Raises:
        ValueError: there is no table for this machine.
    """
    if machine not in ARCHITECTURES:
        raise ValueError(f"no system call table for {machine}; the sandbox runs on {', '.join(ARCHITECTURES)}")
    return _packed(_program(machine))


@functools.cache
def assemble_last(machine: str) -> bytes:
    """The filter that goes over the first one: no limit is set any more, and no filter loaded."""
    return _packed([
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 1, _SECCOMP[machine]),
        _refuse(errno.ENOSYS),
        (_EQUAL, 0, len(_READ_A_LIMIT), _PRLIMIT[machine]),
        *_READ_A_LIMIT,
        _PERMIT,
    ])  # fmt: skip


def assemble_read_only(machine: str, pid: int) -> bytes:
    """A filter over the first one, for the weaker mode: nothing is changed on any disk, and only ``pid`` is signalled.

    What is open for writing already, as the pipes to the judge are, stays so.
    """
    numbers = ARCHITECTURES[machine].allowed | ARCHITECTURES[machine].filtered
    program: Block = [(_LOAD, 0, 0, _NUMBER)]
    for name in _CHANGING & numbers.keys():
        program += [(_EQUAL, 0, 1, numbers[name]), _refuse(errno.EROFS)]
    for name, flags in {"open": 1, "openat": 2}.items():
        if name in numbers:
            program += [(_EQUAL, 0, 4, numbers[name]), _argument(flags), (_ANY_BIT, 0, 1, _WRITING)]
            program += [_refuse(errno.EROFS), _PERMIT]
    program += [(_EQUAL, 0, 3, numbers["tgkill"]), _argument(0), (_EQUAL, 1, 0, pid), _refuse(errno.EPERM)]
    return _packed([*program, _PERMIT])


def _packed(program: Iterable[Instruction]) -> bytes:
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
