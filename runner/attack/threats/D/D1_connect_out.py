"""D1: Connect to the internet, to this host, to the cloud's metadata.

169.254.169.254 gives the machine's credentials to any process that asks. A cell has no network, not even a loopback
that is up, and no system call that would create one.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "netns"]
+++
"""

import socket

PLACES = (
    ("169.254.169.254", 80), ("169.254.170.2", 80), ("100.100.100.200", 80), ("127.0.0.1", 80), ("127.0.0.1", 22),
    ("10.0.0.1", 443), ("172.17.0.1", 2375), ("192.168.0.1", 80), ("1.1.1.1", 443), ("8.8.8.8", 53),
    ("255.255.255.255", 9),
)  # fmt: skip


def connect(family, place):
    with socket.socket(family, socket.SOCK_STREAM) as channel:
        channel.settimeout(0.2)
        channel.connect(place)


# %% by number
for place in PLACES:
    refused(place[0], lambda: connect(socket.AF_INET, place), "EAFNOSUPPORT")
for name in ("::1", "fd00:ec2::254", "2606:4700:4700::1111", "fe80::1"):
    refused(name, lambda: connect(socket.AF_INET6, (name, 80, 0, 0)), "EAFNOSUPPORT")
# %% by the library
import urllib.request

for name in ("http://169.254.169.254/latest/meta-data/", "https://127.0.0.1/", "ftp://1.1.1.1/", "http://[::1]:8000/"):
    refused(name, lambda: urllib.request.urlopen(name, timeout=0.2), "URLError", "EAFNOSUPPORT")
refused("create_connection", lambda: socket.create_connection(("1.1.1.1", 80), 0.2), "EAFNOSUPPORT")
# %% with whatever descriptor there is
for descriptor in range(64):
    address = b"\x02\x00\x00\x50\x7f\x00\x00\x01" + bytes(8)
    if libc.connect(descriptor, address, 16) >= 0:
        print("BREACH", descriptor, "connects")
