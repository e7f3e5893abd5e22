"""D6: Open a socket that is not a network connection: to the kernel, the hypervisor or the network card.

AF_VSOCK bypasses every namespace and reaches the machine's hypervisor (isolate, 2024). AF_ALG, AF_PACKET and
AF_NETLINK have had exploits (CVE-2017-7308, CVE-2022-1015). The filter answers for every family as if the kernel
didn't have it.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp"]
+++
"""

import socket

VSOCK, ALG, PACKET, NETLINK, BLUETOOTH, CAN, RDS, TIPC, KCM, XDP, QIPCRTR = 40, 38, 17, 16, 31, 29, 21, 30, 41, 44, 42
RAW = 3


def attempt(family, kind, protocol=0):
    return lambda: socket.socket(family, kind, protocol)


# %% those that have hurt
for name, family in (("vsock", VSOCK), ("alg", ALG), ("packet", PACKET), ("netlink", NETLINK), ("bluetooth", BLUETOOTH),
                     ("can", CAN), ("rds", RDS), ("tipc", TIPC), ("kcm", KCM), ("xdp", XDP)):  # fmt: skip
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        refused(name, attempt(family, kind), "EAFNOSUPPORT")
# %% every family, with bits that the kernel does not read
for family in range(64):
    for kind in range(1, 11):
        for above in (0, 2**32, 2**63):
            if (
                libc.syscall(41 if os.uname().machine == "x86_64" else 198, ctypes.c_ulong(above | family), kind, 0)
                >= 0
            ):
                print("BREACH family", family, "kind", kind)
# %% raw
for protocol in (1, 6, 17, 58, 255):
    refused("raw", attempt(socket.AF_INET, socket.SOCK_RAW, protocol), "EAFNOSUPPORT")
    refused("raw", attempt(socket.AF_INET6, socket.SOCK_RAW, protocol), "EAFNOSUPPORT")
# %% netlink
for protocol in range(0, 22):
    refused("netlink", attempt(NETLINK, socket.SOCK_RAW, protocol), "EAFNOSUPPORT")
