"""The tables of system calls behind the filter. The numbers come from the kernel's own headers and never change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """The system calls of one kernel ABI by name, with their numbers.

    Attributes:
        audit: its AUDIT_ARCH constant.
        allowed_calls: let through whatever their arguments are.
        filtered_calls: decided by their arguments.
        no_op_calls: answered with success and not made.
        denied_calls: answered with EPERM.
        card_calls: let through only in a cell on a card (docs/decisions/0012-cells-on-a-card.md).
        foreign: the first number of a second ABI inside it, where it has one.
    """

    audit: int
    allowed_calls: dict[str, int]
    filtered_calls: dict[str, int]
    no_op_calls: dict[str, int]
    denied_calls: dict[str, int]
    card_calls: dict[str, int]
    foreign: int | None = None


def _table(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in (pair.split("=") for pair in text.split())}


X86_64 = Architecture(
    audit=0xC000003E,
    foreign=0x40000000,  # x32 system calls, which carry the same AUDIT_ARCH
    allowed_calls=_table("""
        read=0 write=1 readv=19 writev=20 pread64=17 pwrite64=18 lseek=8 close=3 close_range=436 dup=32 dup2=33
        dup3=292 open=2 openat=257 stat=4 lstat=6 fstat=5 newfstatat=262 statx=332 access=21 faccessat=269
        faccessat2=439 getdents64=217 getcwd=79 chdir=80 readlink=89 readlinkat=267 unlink=87 unlinkat=263 rename=82
        renameat=264 mkdir=83 mkdirat=258 rmdir=84 truncate=76 ftruncate=77 fallocate=285
        umask=95 brk=12 munmap=11 mremap=25 mprotect=10 madvise=28
        membarrier=324 set_robust_list=273 get_robust_list=274 rseq=334
        set_tid_address=218 sched_yield=24 sched_getaffinity=204 getcpu=309 clock_gettime=228 clock_getres=229
        clock_nanosleep=230 nanosleep=35 gettimeofday=96 time=201 times=100 getrusage=98 uname=63 poll=7
        ppoll=271 select=23 pselect6=270 restart_syscall=219 getpid=39 gettid=186 getppid=110 getuid=102 geteuid=107
        getgid=104 getegid=108 getresuid=118 getresgid=120 getgroups=115 capget=125 rt_sigaction=13 rt_sigprocmask=14
        rt_sigreturn=15 sigaltstack=131 getrandom=318
    """),
    filtered_calls=_table("""
        mmap=9 clone=56 ioctl=16 fcntl=72 prctl=157 renameat2=316 tgkill=234 exit=60 exit_group=231 futex=202
    """),
    no_op_calls=_table("fsync=74 fdatasync=75 msync=26 sync=162 syncfs=306 sync_file_range=277"),
    denied_calls=_table("""
        execve=59 execveat=322 fork=57 vfork=58 unshare=272 setns=308 mount=165 umount2=166 pivot_root=155 chroot=161
        ptrace=101 process_vm_readv=310 process_vm_writev=311 kill=62 tkill=200 pipe=22 pipe2=293 socketpair=53
        memfd_create=319 shmget=29 flock=73 mknod=133 mknodat=259 link=86 linkat=265 symlink=88 symlinkat=266 chmod=90
        fchmod=91 fchmodat=268 chown=92 fchown=93 lchown=94 fchownat=260 setuid=105 setgid=106 setresuid=117
        setresgid=119 setgroups=116 capset=126 setrlimit=160 setpriority=141 sched_setaffinity=203
        sched_setscheduler=144 keyctl=250 add_key=248 request_key=249 bpf=321 perf_event_open=298 io_uring_setup=425
        userfaultfd=323 personality=135 mlock=149 mlockall=151 setsid=112 setpgid=109 statfs=137 fstatfs=138
    """),
    card_calls=_table("eventfd2=290"),
)

AARCH64 = Architecture(
    audit=0xC00000B7,
    allowed_calls=_table("""
        read=63 write=64 readv=65 writev=66 pread64=67 pwrite64=68 lseek=62 close=57 close_range=436 dup=23 dup3=24
        openat=56 fstat=80 newfstatat=79 statx=291 faccessat=48 faccessat2=439 getdents64=61 getcwd=17 chdir=49
        readlinkat=78 unlinkat=35 renameat=38 mkdirat=34 truncate=45 ftruncate=46 fallocate=47
        umask=166 brk=214 munmap=215 mremap=216 mprotect=226
        madvise=233 membarrier=283 set_robust_list=99
        get_robust_list=100 rseq=293 set_tid_address=96 sched_yield=124 sched_getaffinity=123 getcpu=168
        clock_gettime=113 clock_getres=114 clock_nanosleep=115 nanosleep=101 gettimeofday=169 times=153 getrusage=165
        uname=160 ppoll=73 pselect6=72 restart_syscall=128 getpid=172 gettid=178 getppid=173 getuid=174
        geteuid=175 getgid=176 getegid=177 getresuid=148 getresgid=150 getgroups=158 capget=90 rt_sigaction=134
        rt_sigprocmask=135 rt_sigreturn=139 sigaltstack=132 getrandom=278
    """),
    filtered_calls=_table("""
        mmap=222 clone=220 ioctl=29 fcntl=25 prctl=167 renameat2=276 tgkill=131 exit=93 exit_group=94 futex=98
    """),
    no_op_calls=_table("fsync=82 fdatasync=83 msync=227 sync=81 syncfs=267 sync_file_range=84"),
    denied_calls=_table("""
        execve=221 execveat=281 unshare=97 setns=268 mount=40 umount2=39 pivot_root=41 chroot=51 ptrace=117
        process_vm_readv=270 process_vm_writev=271 kill=129 tkill=130 pipe2=59 socketpair=199 memfd_create=279
        shmget=194 flock=32 mknodat=33 linkat=37 symlinkat=36 fchmod=52 fchmodat=53 fchown=55 fchownat=54 setuid=146
        setgid=144 setresuid=147 setresgid=149 setgroups=159 capset=91 setrlimit=164 setpriority=140
        sched_setaffinity=122 sched_setscheduler=119 keyctl=219 add_key=217 request_key=218 bpf=280
        perf_event_open=241 io_uring_setup=425 userfaultfd=282 personality=92 mlock=228 mlockall=230 setsid=157
        setpgid=154 statfs=43 fstatfs=44
    """),
    card_calls=_table("eventfd2=19"),
)

ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}
