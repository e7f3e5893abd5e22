"""C7: Read or write the kernel's settings, and what it reveals about the machine.

A writable `core_pattern` runs a program of the attacker's as root on the host; `/sys` names every device; `kcore` is
all of memory.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts"]
+++
"""

NAMES = (
    "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/randomize_va_space",
    "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/kernel/hostname",
    "/proc/sysrq-trigger", "/proc/kcore", "/proc/keys", "/proc/key-users", "/proc/kallsyms", "/proc/timer_list",
    "/proc/sched_debug", "/proc/irq", "/proc/bus", "/proc/acpi", "/proc/scsi", "/proc/fs", "/sys/kernel",
    "/sys/fs/cgroup", "/sys/class/net", "/sys/firmware", "/sys/devices/system/cpu", "/sys/kernel/debug",
    "/sys/kernel/uevent_helper", "/sys/kernel/security", "/dev/kmsg", "/config",
)  # fmt: skip

# %% to look
if os.path.exists("/sys") and os.listdir("/sys"):
    print("BREACH /sys shows", os.listdir("/sys")[:5])
for name in NAMES:
    refused(name, lambda name=name: os.stat(name), "ENOENT")
# %% to write
for name in NAMES:
    refused(name, lambda name=name: os.open(name, os.O_WRONLY), "ENOENT")
    refused(name, lambda name=name: os.open(name, os.O_WRONLY | os.O_CREAT), "ENOENT", "EROFS", "EACCES")
# %% by calls
if libc.sethostname(b"cell", 4) == 0:
    print("BREACH the host's name can be changed")
if os.uname().nodename != "cell":
    print("BREACH the host is called", os.uname().nodename)
