"""A7: Fork without end.

The number of processes doubles until the host has no process id left, not even for the operator's shell. A cell can't
make processes: the filter allows threads only.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "rlimits", "pidns"]
+++
"""

# %% by the library
refused("fork", os.fork, "EPERM")
refused("forkpty", os.forkpty, "EPERM", "ENOENT")
# %% by the system call
refused("fork", lambda: syscall(57), "EPERM")
refused("vfork", lambda: syscall(58), "EPERM")
refused("clone", lambda: syscall(56, 17, 0, 0, 0, 0), "EPERM")
refused("clone3", lambda: syscall(435, bytes(88), 88), "ENOSYS")
# %% in spite of every refusal
for _ in range(100_000):
    try:
        os.fork()
        print("BREACH fork")
    except OSError:
        pass
