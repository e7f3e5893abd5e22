"""C9: Leave a hard link, a named pipe, a socket or a device where the host opens a file.

A host that opens a named pipe waits forever; one that reads a hard link reads somebody else's file (go-judge's
"FIFO CopyOut Failure").

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "landlock", "mounts"]
+++
"""

import socket
import stat

# %% hard links
for target in ("/site/numpy/__init__.py", "/cell/runner/harness/server.py", "/dev/null"):
    refused("link", lambda: os.link(target, "/tmp/linked"), "EPERM")
    refused("link and follow", lambda: call("linkat", -100, target.encode(), -100, b"/tmp/linked", 0x400), "EPERM")
# %% a pipe
refused("mkfifo", lambda: os.mkfifo("/tmp/pipe"), "EPERM")
refused("mknod", lambda: os.mknod("/tmp/pipe", stat.S_IFIFO | 0o666), "EPERM")
# %% a socket
refused("socket", lambda: socket.socket(socket.AF_UNIX).bind("/tmp/socket"), "EAFNOSUPPORT")
refused("mknod", lambda: os.mknod("/tmp/socket", stat.S_IFSOCK | 0o666), "EPERM")
# %% and a plain file by mknod
refused("mknod", lambda: os.mknod("/tmp/plain", stat.S_IFREG | 0o666), "EPERM")
