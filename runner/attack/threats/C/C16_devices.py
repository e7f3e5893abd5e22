"""C16: Make or open a device: memory, disks, the hypervisor.

A device node is a name for a number, and the number of the first disk is well known. No node can be made in a cell,
none of the existing ones is mounted there, and the mounts would ignore one.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts", "landlock", "identity"]
+++
"""

import stat

# %% make one
for name, kind, major, minor in (
    ("mem", stat.S_IFCHR, 1, 1), ("port", stat.S_IFCHR, 1, 4), ("zero", stat.S_IFCHR, 1, 5),
    ("vda", stat.S_IFBLK, 254, 0),
    ("sda", stat.S_IFBLK, 8, 0), ("kvm", stat.S_IFCHR, 10, 232), ("vsock", stat.S_IFCHR, 10, 120),
    ("fuse", stat.S_IFCHR, 10, 229), ("tun", stat.S_IFCHR, 10, 200), ("whiteout", stat.S_IFCHR, 0, 0),
    ("nvidia0", stat.S_IFCHR, 195, 0),
):  # fmt: skip
    refused(name, lambda: os.mknod(f"/tmp/{name}", kind | 0o666, os.makedev(major, minor)), "EPERM")
# %% have one made by a rename
RENAME_WHITEOUT = 4
with open("/tmp/file", "w"):
    pass
libc.renameat2(-100, b"/tmp/file", -100, b"/tmp/other", RENAME_WHITEOUT)
for name in os.listdir("/tmp"):
    if not stat.S_ISREG(os.lstat(f"/tmp/{name}").st_mode):
        print("BREACH a device", name)
# %% open one
for name in (
    "mem", "kmem", "port", "kvm", "vsock", "vhost-vsock", "fuse", "net/tun", "loop-control", "loop0", "vda", "sda",
    "zero", "full", "ptmx", "tty", "kmsg", "userfaultfd", "nvidia0", "nvidiactl", "dri", "snd", "shm", "hwrng",
    "mapper/control", "btrfs-control", "cpu/0/msr", "autofs", "uinput", "rtc0",
):  # fmt: skip
    for flags in (os.O_RDONLY, os.O_RDWR, os.O_PATH):
        refused(name, lambda: os.open(f"/dev/{name}", flags), "ENOENT")
# %% count those that are there
if {*os.listdir("/dev")} != {"null", "random", "urandom"}:
    print("BREACH", os.listdir("/dev"))
refused(
    "add randomness", lambda: libc.ioctl(os.open("/dev/random", os.O_RDWR), 0x5206, 0) and 1 / 0, "ZeroDivisionError"
)
