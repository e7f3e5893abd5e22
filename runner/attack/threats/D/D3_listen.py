"""D3: Wait for connections.

An open port lets attackers in, and lets two submissions meet.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "netns"]
+++
"""

import socket


def listen(family, place):
    with socket.socket(family, socket.SOCK_STREAM) as channel:
        channel.bind(place)
        channel.listen()


# %% on every kind of address
for place in (("0.0.0.0", 0), ("127.0.0.1", 0), ("0.0.0.0", 80), ("", 31337)):
    refused("listen", lambda: listen(socket.AF_INET, place), "EAFNOSUPPORT")
for place in (("::", 0, 0, 0), ("::1", 0, 0, 0)):
    refused("listen", lambda: listen(socket.AF_INET6, place), "EAFNOSUPPORT")
for place in ("/tmp/socket", "\0descent", ""):
    refused("listen", lambda: listen(socket.AF_UNIX, place), "EAFNOSUPPORT")
# %% by the library
import http.server
import socketserver

refused("server", lambda: socketserver.TCPServer(("", 0), None), "EAFNOSUPPORT")
refused("server", lambda: http.server.HTTPServer(("", 0), None), "EAFNOSUPPORT")
refused("pair", socket.socketpair, "EPERM")
# %% on whatever descriptor there is
for descriptor in range(64):
    for name in ("listen", "accept", "shutdown"):
        if getattr(libc, name)(descriptor, 1, 0) >= 0:
            print("BREACH", name, descriptor)
