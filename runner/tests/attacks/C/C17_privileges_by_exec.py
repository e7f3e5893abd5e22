"""C17: Run a program that is more than one is: setuid, or with capabilities of its own.

Debian keeps a setgid helper among its libraries. Nothing can be run; no mount honours such a bit; and the process has
sworn to gain nothing by it.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts", "identity"]
limits = { wall_s = 10.0, cpu_s = 10.0 }
+++
"""

import stat

# %% where it would count
for folder, folders, names in os.walk("/"):
    if folder == "/site":
        folders[:] = [name for name in folders if name in ("numpy", "msgspec")]
    for name in names:
        try:
            mode = os.lstat(f"{folder}/{name}").st_mode
        except OSError:
            continue
        if mode & (stat.S_ISUID | stat.S_ISGID) and not os.statvfs(folder).f_flag & os.ST_NOSUID:
            print("BREACH", folder, name)
# %% on mounts that would honour it
for place in ("/", "/tmp", "/site/numpy", "/python/lib", "/usr/lib", "/cell/harness"):
    if not os.statvfs(place).f_flag & os.ST_NOSUID:
        print("BREACH", place, "honours setuid")
# %% make one
with open("/tmp/mine", "wb") as file:
    file.write(b"#!/bin/sh\n")
    refused("chmod", lambda: os.chmod("/tmp/mine", 0o6755), "EPERM")
    refused("fchmod", lambda: os.fchmod(file.fileno(), 0o6755), "EPERM")
    refused("fchmodat2", lambda: syscall(452, -100, b"/tmp/mine", 0o6755, 0), "ENOSYS")
    capability = bytes.fromhex("0100000200002000000000000000000000000000")
    refused("setxattr", lambda: os.setxattr("/tmp/mine", "security.capability", capability), "ENOSYS", "EPERM")
os.open("/tmp/born-so", os.O_CREAT | os.O_WRONLY, 0o6755)
refused("run", lambda: os.execv("/tmp/born-so", ["x"]), "EPERM")
# %% become somebody else
for name in ("setuid", "setgid", "seteuid", "setegid", "setfsuid"):
    for number in (0, 1, 1000):
        getattr(libc, name)(number)
refused("groups", lambda: os.setgroups([0]), "EPERM")
refused("resuid", lambda: os.setresuid(0, 0, 0), "EPERM")
if 0 in (*os.getresuid(), *os.getresgid()) or 0 in os.getgroups():
    print("BREACH", os.getresuid(), os.getresgid(), os.getgroups())
