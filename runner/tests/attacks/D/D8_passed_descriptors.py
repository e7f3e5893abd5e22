"""D8: Pass an open file over an inherited socket, or take one.

A descriptor is a right, and SCM_RIGHTS hands it on. What connects a cell with its judge are pipes, which carry bytes.

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
