import ctypes
import errno
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

X86_64 = """
    acct=163 add_key=248 arch_prctl=158 bpf=321 chroot=161 clone=56 clone3=435 delete_module=176 fanotify_init=300
    fanotify_mark=301 finit_module=313 fsconfig=431 fsmount=432 fsopen=430 fspick=433 get_mempolicy=239
    init_module=175 io_uring_enter=426 io_uring_register=427 io_uring_setup=425 ioctl=16 ioperm=173 iopl=172
    ioprio_set=251 kcmp=312 kexec_file_load=320 kexec_load=246 keyctl=250 landlock_add_rule=445
    landlock_create_ruleset=444 landlock_restrict_self=446 listmount=458 lookup_dcookie=212 mbind=237
    migrate_pages=256 mlock=149 mlock2=325 mlockall=151 modify_ldt=154 mount=165 mount_setattr=442 move_mount=429
    move_pages=279 open_tree=428 perf_event_open=298 personality=135 pidfd_getfd=438 pidfd_open=434 pivot_root=155
    prctl=157 process_madvise=440 process_mrelease=448 process_vm_readv=310 process_vm_writev=311 ptrace=101
    quotactl=179 quotactl_fd=443 reboot=169 request_key=249 sched_setaffinity=203 sched_setattr=314
    sched_setparam=142 sched_setscheduler=144 seccomp=317 set_mempolicy=238 setns=308 setpriority=141 statmount=457
    swapoff=168 swapon=167 syslog=103 umount2=166 unshare=272 userfaultfd=323
"""
AARCH64 = """
    acct=89 add_key=217 bpf=280 chroot=51 clone=220 clone3=435 delete_module=106 fanotify_init=262 fanotify_mark=263
    finit_module=273 fsconfig=431 fsmount=432 fsopen=430 fspick=433 get_mempolicy=236 init_module=105
    io_uring_enter=426 io_uring_register=427 io_uring_setup=425 ioctl=29 ioprio_set=30 kcmp=272 kexec_file_load=294
    kexec_load=104 keyctl=219 landlock_add_rule=445 landlock_create_ruleset=444 landlock_restrict_self=446
    listmount=458 lookup_dcookie=18 mbind=235 migrate_pages=238 mlock=228 mlock2=284 mlockall=230 mount=40
    mount_setattr=442 move_mount=429 move_pages=239 open_tree=428 perf_event_open=241 personality=92 pidfd_getfd=438
    pidfd_open=434 pivot_root=41 prctl=167 process_madvise=440 process_mrelease=448 process_vm_readv=270
    process_vm_writev=271 ptrace=117 quotactl=60 quotactl_fd=443 reboot=142 request_key=218 sched_setaffinity=122
    sched_setattr=274 sched_setparam=118 sched_setscheduler=119 seccomp=277 set_mempolicy=237 setns=268
    setpriority=140 statmount=457 swapoff=225 swapon=224 syslog=116 umount2=39 unshare=97 userfaultfd=282
"""
TABLE = X86_64 if platform.machine() == "x86_64" else AARCH64
NUMBERS = {name: int(number) for name, number in (pair.split("=") for pair in TABLE.split())}


def answers(expected, call, *arguments):
    """Make a system call, by name or number; BREACH where anything but the filter's ``expected`` error answers it.

    The arguments are such that the kernel itself would answer otherwise, or would do it.
    """
    number = NUMBERS.get(call) if isinstance(call, str) else call
    if number is None:
        print(call, "is none here")
        return
    ctypes.set_errno(0)
    result = libc.syscall(number, *(ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments))
    if result == 0 and call in ("clone", "clone3"):
        os._exit(0)  # a child, which must not go on with its parent's work
    code = errno.errorcode.get(ctypes.get_errno(), "an unknown error") if result == -1 else "done"
    if code == expected:
        print(call, code)
    else:
        print("BREACH", call, "came to", code, "instead of", expected)


def double(x):
    return x * 2
