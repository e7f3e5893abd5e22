"""A real server that receives webhooks, as a learner would run one."""

import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.site import ROOT


@dataclass(frozen=True)
class Message:
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """Answers with one status after the other, then with 204."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "https" if tls else "http"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.messages: list[Message] = []
        self.statuses: list[int] = []
        self.silence = threading.Event()
        """Until it is set, a status of 0 gets no answer."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/descent?from=site"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.messages.append(Message(headers | {":path": self.path}, body))
        status = self.server.statuses.pop(0) if self.server.statuses else 204
        if status == 0:
            self.server.silence.wait()
            return
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.url)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Nobody reads it."""


@contextmanager
def receiver(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    with Receiver(tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.silence.set()
        server.shutdown()
        thread.join()


def verify_of_the_docs() -> Callable[[str, dict[str, str], bytes], None]:
    blocks = re.findall(r"```python\n(.*?)```", Path(ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)
    [code] = [block for block in blocks if "def verify(" in block]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  our own documentation
    verify: Callable[[str, dict[str, str], bytes], None] = names["verify"]
    return verify
