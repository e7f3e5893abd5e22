"""C17: Run a program that has more rights: setuid, or with capabilities of its own.

Debian installs a setgid helper among its libraries. No program can be started in a cell, and no_new_privs disables the
bit. runner/tests/test_security_status.py checks from outside that no mount honours such a bit.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts", "identity"]
+++
"""

# %% run one that is there
for name in ("/usr/lib/x86_64-linux-gnu/utempter/utempter", "/usr/bin/su", "/usr/bin/passwd"):
    refused(name, lambda: os.execv(name, [name]), "EPERM")
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
