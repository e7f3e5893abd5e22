"""C6: Reach memory and open files through /proc: write to itself, reopen a descriptor.

Writing to `/proc/self/mem` ignores write protection, and reopening `/proc/self/fd/3` gives a descriptor with other
rights than the inherited one.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts"]
+++
"""

# %% memory
for name in ("mem", "maps", "smaps", "pagemap", "clear_refs", "auxv", "stack", "syscall", "mem_info", "numa_maps"):
    for pid in ("self", "1", str(os.getpid())):
        refused(name, lambda name=f"/proc/{pid}/{name}": os.open(name, os.O_RDWR), "ENOENT")
# %% descriptors
for number in range(16):
    for name in (f"/proc/self/fd/{number}", f"/dev/fd/{number}", f"/proc/1/fd/{number}", f"/proc/self/fdinfo/{number}"):
        refused(name, lambda name=name: os.open(name, os.O_RDWR), "ENOENT")
for name in ("/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/console", "/dev/ptmx"):
    refused(name, lambda name=name: os.open(name, os.O_RDWR), "ENOENT")
# %% the pipes, from their other end
refused("write to the questions", lambda: os.write(3, b"x"), "EBADF")
refused("read the answers", lambda: os.read(4, 1), "EBADF")
