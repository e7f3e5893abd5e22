"""A body that is too large is refused before it is received, whoever sends it, and never reaches a disk."""

import select
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from config.web.body_limit import MAX_BODY_BYTES, MAX_UPLOAD_BYTES
from progress.hours.csv import MAX_BYTES
from tests.patience import PATIENCE_S
from tests.serving import serving

MiB = 2**20
FORM = "multipart/form-data; boundary=x"
BEGINNING = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'


@dataclass
class Server:
    """A real server, whose temporary files have a folder of their own."""

    port: int
    pid: int
    folder: Path

    def written(self) -> int:
        """Bytes given to write() so far, by files and sockets."""
        lines = Path(f"/proc/{self.pid}/io").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("wchar")).split()[1])

    def send(self, path: str, *headers: str, body: Callable[[], bytes]) -> tuple[str, int]:
        """The answer to a POST, and how many bytes of its endless body could be sent before."""
        head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {FORM}", *headers, "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall("\r\n".join(head).encode())
            line.setblocking(False)
            answer, sent, left = b"", 0, b""
            while b"</html>" not in answer:
                left = left or body()
                readable, writable, _ = select.select([line], [line], [], PATIENCE_S)
                assert readable or writable, "the server neither reads nor answers"
                if writable:
                    count = line.send(left)
                    left, sent = left[count:], sent + count
                if readable:
                    answer += line.recv(MiB)
        return answer.decode(), sent


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("temporary")
    with serving(TMPDIR=str(folder)) as (port, pid):
        yield Server(port, pid, folder)


def test_a_body_that_says_it_is_too_large_is_not_received(server: Server) -> None:
    written_bytes = server.written()
    answer, sent = server.send("/roadmap/", f"Content-Length: {100 * MiB}", body=lambda: BEGINNING + b"x" * MiB)
    assert answer.startswith("HTTP/1.1 413 ")
    assert "larger than 1.5 MiB" in answer
    assert "content-security-policy" in answer.lower()
    assert sent < 10 * MiB  # what fits between the two sockets
    assert server.written() - written_bytes < MiB
    assert list(server.folder.iterdir()) == []


def test_a_body_that_does_not_say_so_is_cut_off(server: Server) -> None:
    written_bytes = server.written()
    chunk = b"%x\r\n%s\r\n" % (MiB, b"x" * MiB)
    answer, sent = server.send("/roadmap/", "Transfer-Encoding: chunked", body=lambda: chunk)
    assert answer.startswith("HTTP/1.1 413 ")
    assert sent < 20 * MiB
    assert server.written() - written_bytes < MiB
    assert list(server.folder.iterdir()) == []


def test_the_server_answers_afterwards(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert line.recv(MiB).startswith(b"HTTP/1.1 200 ")


def test_only_the_import_accepts_larger_bodies(ada: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(ada)
    assert MAX_UPLOAD_BYTES["/hours/import/"] > MAX_BYTES
    for path, most in (("/hours/import/", MAX_UPLOAD_BYTES["/hours/import/"]), ("/notes/", MAX_BODY_BYTES)):
        answer = client.post(path, {"file": SimpleUploadedFile("f.csv", b"x" * most)})
        assert answer.status_code == 413
        assert f"larger than {most / MiB:g} MiB" in answer.text
    smaller = client.post("/hours/import/", {"file": SimpleUploadedFile("f.csv", b"x" * (MAX_BYTES + 1))})
    assert smaller.status_code == 200
    assert f"larger than {MAX_BYTES / MiB:g} MiB" in smaller.text


def test_scripts_get_the_reason_in_json(ada: User, api_of: Callable[[User], Client]) -> None:
    answer = api_of(ada).post("/api/v1/study-entries/", b"x" * (MAX_BODY_BYTES + 1), "application/json")
    assert answer.status_code == 413
    assert "larger than 0.5 MiB" in answer.json()["detail"]
