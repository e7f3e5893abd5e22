"""E14: Weaken the sandbox from inside.

A process could add another filter, clear a flag, make itself readable to processes of the same user, or tie its end to
another process. All settings that a process has for itself are therefore forbidden.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp", "identity"]
+++
"""

PR = {
    "SET_PDEATHSIG": 1, "SET_DUMPABLE": 4, "SET_UNALIGN": 6, "SET_KEEPCAPS": 8, "SET_TIMING": 14, "SET_NAME": 15, "SET_SECCOMP": 22,
    "CAPBSET_DROP": 24, "SET_TSC": 26, "SET_SECUREBITS": 28, "SET_TIMERSLACK": 29, "MCE_KILL": 33, "SET_MM": 35,
    "SET_CHILD_SUBREAPER": 36, "SET_NO_NEW_PRIVS": 38, "SET_THP_DISABLE": 41, "CAP_AMBIENT": 47, "SET_FP_MODE": 45,
    "SET_SPECULATION_CTRL": 53, "SET_IO_FLUSHER": 57, "SET_SYSCALL_USER_DISPATCH": 59, "SCHED_CORE": 62,
    "SET_MDWE": 65, "SET_MEMORY_MERGE": 67, "SET_VMA": 0x53564D41, "SET_PTRACER": 0x59616D61,
}  # fmt: skip

# %% by another filter
allow_everything = ctypes.create_string_buffer(b"\x06\x00\x00\x00\x00\x00\xff\x7f", 8)
program = (ctypes.c_ulong * 2)(1, ctypes.addressof(allow_everything))
for operation in range(4):
    answers("ENOSYS", "seccomp", operation, 0, program)
answers("EPERM", "prctl", PR["SET_SECCOMP"], 2, program)
# %% by prctl
for option in PR.values():
    answers("EPERM", "prctl", option, 0, 0, 0, 0)
    answers("EPERM", "prctl", option, 1, 0, 0, 0)
answers("EPERM", "prctl", 2**32 | PR["SET_DUMPABLE"], 1)
# %% by Landlock
answers("ENOSYS", "landlock_create_ruleset", 0, 0, 1)
answers("ENOSYS", "landlock_create_ruleset", bytes([255] * 8), 8, 0)
answers("ENOSYS", "landlock_add_rule", 0, 1, bytes(12), 0)
answers("ENOSYS", "landlock_restrict_self", 0, 0)
# %% by a register that names the thread's memory
answers("ENOSYS", "arch_prctl", 0x1001, 0)
answers("ENOSYS", "arch_prctl", 0x1012, 0)
# %% and then ask what holds
for option, wanted in ((3, 0), (21, 2), (39, 1), (23, 0)):  # dumpable, seccomp, no_new_privs, a capability
    for _ in range(3):
        libc.prctl(ctypes.c_int(PR["SET_DUMPABLE"]), ctypes.c_ulong(1), 0, 0, 0)
    if (found := libc.prctl(option, 0, 0, 0, 0)) != wanted:
        print("BREACH", option, "is", found)
if os.getresuid()[0] == 0 or len({*os.getresuid()}) > 1:
    print("BREACH ids", os.getresuid())
