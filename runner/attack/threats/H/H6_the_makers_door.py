"""H6: Talk to the process that makes cells: ask it for siblings or descriptors.

A fork server does what it is told over a socket. A cell doesn't inherit the socket, can't find it in the file system,
and has no call to open another.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["environment", "netns", "mounts", "seccomp"]
+++
"""

import json
import socket
import stat
import struct

# %% on every descriptor that could be it
ORDER = json.dumps({"make": 1, "user_namespace": False, "cmd": "fork", "argv": ["/bin/sh"]}).encode()
for descriptor in (0, 3, *range(5, 1024)):
    for attempt in (
        lambda: os.write(descriptor, ORDER),
        lambda: os.write(descriptor, struct.pack("<I", len(ORDER)) + ORDER),
        lambda: call("send", descriptor, ORDER, len(ORDER), 0),
    ):
        try:
            attempt()
            if descriptor != 0:  # /dev/null takes everything
                print("BREACH", descriptor, "takes an order")
        except OSError:
            pass
# %% in the file system
for folder, folders, names in os.walk("/"):
    if folder in ("/site", "/usr", "/python"):
        folders.clear()
    for name in names:
        mode = os.lstat(f"{folder}/{name}").st_mode
        if stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode):
            print("BREACH", folder, name)
# %% by a free name
for name in ("\0descent", "\0zygote", "\0sandboxd", "/tmp/zygote", "/run/descent/sandboxd.sock", "/cell/control"):
    refused(name, lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect(name), "EAFNOSUPPORT")
# %% by the program that waits in its place
for program in ("/cell/init", "/cell/zygote", "/python/bin/python3"):
    refused(program, lambda: os.execv(program, ["init"]), "EPERM")
refused("a sibling", os.fork, "EPERM")
# %% by what the harness still has in memory
import gc
import sys

for thing in gc.get_objects():
    if type(thing).__name__ in ("socket", "Zygote", "epoll") and type(thing).__module__ != "select":
        number = thing.fileno() if hasattr(thing, "fileno") else -1
        if number >= 0:
            try:
                os.fstat(number)
                print("BREACH", type(thing), number)
            except OSError:
                pass
for name, module in list(sys.modules.items()):
    if "zygote" in name and any(isinstance(value, socket.socket) for value in vars(module).values()):
        print("BREACH", name, "holds a socket")
