"""E11: Load a module, start another kernel, restart the machine, swap, account.

Each needs a capability, and a container that was started with `--privileged` has them all. The arguments are such that
nothing would happen even then.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

# %% another kernel
answers("ENOSYS", "kexec_load", 0, 17, 0, 0xFFFF)
answers("ENOSYS", "kexec_file_load", 2**64 - 1, 2**64 - 1, 0, 0, 0xFFFF)
# %% modules
answers("ENOSYS", "init_module", b"\x7fELF", 4, b"")
answers("ENOSYS", "finit_module", 0, b"", 0)
answers("ENOSYS", "delete_module", b"no_such_module", os.O_NONBLOCK)
# %% restart
for command in (0x01234567, 0xCDEF0123, 0x4321FEDC, 0):
    answers("ENOSYS", "reboot", 0xBAD, 0xBAD, command, 0)
# %% swap and accounting
answers("ENOSYS", "swapon", b"/tmp/nothing", 0)
answers("ENOSYS", "swapoff", b"/tmp/nothing")
answers("ENOSYS", "acct", b"/tmp/nothing")
