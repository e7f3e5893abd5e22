"""D2: Send a datagram, or look up a name.

A name server is reachable from nearly every network that is otherwise closed, and answers questions that carry data.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "netns"]
+++
"""

import socket


def send(family, kind, place):
    with socket.socket(family, kind) as channel:
        channel.sendto(b"secret.example.org", place)


# %% datagrams
for kind in (socket.SOCK_DGRAM, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, socket.SOCK_SEQPACKET, socket.SOCK_RDM):
    for place in (
        ("8.8.8.8", 53),
        ("127.0.0.1", 53),
        ("127.0.0.53", 53),
        ("224.0.0.251", 5353),
        ("255.255.255.255", 67),
    ):
        refused(place[0], lambda: send(socket.AF_INET, kind, place), "EAFNOSUPPORT")
# %% names
for name in ("example.org", "secret.example.org", "localhost", "metadata.google.internal", "db", "redis"):
    refused(name, lambda: socket.getaddrinfo(name, 80), "gaierror")
    refused(name, lambda: socket.gethostbyname(name), "gaierror")
refused("backwards", lambda: socket.gethostbyaddr("8.8.8.8"), "herror", "gaierror", "ENOENT")
# %% by the C library's own resolver
for name in ("gethostbyname", "getservbyname", "getnetbyname"):
    getattr(libc, name).restype = ctypes.c_void_p
    if getattr(libc, name)(b"example.org", b"tcp"):
        print("BREACH", name)
# %% interfaces
refused("interfaces", socket.if_nameindex, "EAFNOSUPPORT", "ENOSYS")
for number in range(1, 8):
    refused("interface", lambda: socket.if_indextoname(number), "EAFNOSUPPORT", "ENOENT", "ENXIO")
