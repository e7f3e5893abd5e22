"""D8: Pass an open file over an inherited socket, or take one.

An open descriptor grants access, and SCM_RIGHTS passes it on. A cell is connected to its judge by pipes, which carry
bytes only.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["environment", "seccomp"]
+++
"""

import socket
import stat

SENDMSG, RECVMSG, RECVMMSG, SENDMMSG = (46, 47, 299, 307) if os.uname().machine == "x86_64" else (211, 212, 243, 269)

# %% find one
for descriptor in range(4096):
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        continue
    if stat.S_ISSOCK(mode):
        print("BREACH", descriptor, "is a socket")
    elif descriptor > 4:
        print("BREACH", descriptor, "is open")
# %% send and receive whatever they are
for descriptor in range(8):
    for number in (SENDMSG, RECVMSG, RECVMMSG, SENDMMSG):
        refused("pass", lambda: syscall(number, descriptor, bytes(56), 0x40, 0, 0), "ENOSYS")
    refused("as a socket", lambda: socket.socket(fileno=descriptor).recv(1), "ENOSYS", "EBADF", "ENOTSOCK")
# %% make one
refused("pair", socket.socketpair, "EPERM")
refused("pipe", os.pipe, "EPERM")
refused("pidfd_getfd", lambda: syscall(438, 0, 3, 0), "ENOSYS")
