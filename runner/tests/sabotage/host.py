"""Resources on the host that probes try to reach."""

from __future__ import annotations

import ctypes
import os
import secrets
import socket
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest import mock


class Host:
    """A listener, a file, a process, a segment of shared memory, a variable, a name."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)
        self._stack = ExitStack()

    def __enter__(self) -> Host:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="descent-sabotage-")))
        self.folder.chmod(0o755)
        (self.folder / "secret").write_text(self.secret)
        self.open = self.folder / "open"
        self.open.mkdir()
        self.open.chmod(0o777)
        self._listen()
        self._stack.enter_context(mock.patch.dict(os.environ, {"DESCENT_SABOTAGE_SECRET": self.secret}))
        self.key = self._share()
        self.victim = subprocess.Popen(["sleep", "600"])
        self._stack.callback(self._end_victim)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def told(self) -> dict[str, object]:
        """Facts about the host that every probe gets, so that it needn't search."""
        return {
            "port": self.tcp.getsockname()[1], "abstract": self.abstract, "file": str(self.folder / "secret"),
            "secret": self.secret, "victim": self.victim.pid, "key": self.key, "descriptor": 50,
            "name": os.uname().nodename, "cgroupns": os.readlink("/proc/self/ns/cgroup"),
        }  # fmt: skip

    def shown(self, layers: tuple[str, ...]) -> list[str]:
        """Mounts that we might add by mistake."""
        return [
            *(["--ro-bind", "/", "/host"] if "mounts" in layers else []),
            *(["--bind", str(self.open), "/open"] if "an open mount" in layers else []),
        ]

    def _listen(self) -> None:
        self.tcp = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.abstract = f"descent-{self.secret}"
        listener = self._stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(f"\0{self.abstract}")
        listener.listen()

    def _share(self) -> int:
        libc, key = ctypes.CDLL(None, use_errno=True), secrets.randbelow(2**30) + 1
        libc.shmat.restype = ctypes.c_void_p
        segment = libc.shmget(key, 4096, 0o1666)
        address = libc.shmat(segment, None, 0)
        ctypes.memmove(address, self.secret.encode(), len(self.secret))
        self._stack.callback(libc.shmctl, segment, 0, None)
        return key

    def _end_victim(self) -> None:
        self.victim.kill()
        self.victim.wait()
