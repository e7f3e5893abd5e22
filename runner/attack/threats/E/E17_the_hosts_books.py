"""E17: Read the kernel's log, the quotas and other processes' file events.

The log contains addresses and other people's crashes. fanotify reports events on every file of a mount, including other
submissions'.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

buffer = ctypes.create_string_buffer(4096)

# %% the log
for kind in (2, 3, 9, 10):
    answers("ENOSYS", "syslog", kind, buffer, 4096)
# %% quotas
answers("ENOSYS", "quotactl", 0x80000100, b"/dev/null", 0, buffer)
answers("ENOSYS", "quotactl_fd", 0, 0x80000100, 0, buffer)
# %% events
for mode in (0, 4, 0x200, 0x800):
    answers("ENOSYS", "fanotify_init", mode, 0)
answers("ENOSYS", "fanotify_mark", 0, 1, 1, 2**64 - 100, b"/tmp")
# %% cookies
answers("ENOSYS", "lookup_dcookie", 1, buffer, 4096)
