"""A git server for tests, which serves commits from memory by the protocol that hosts of repositories speak."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, make_server

from dulwich.index import commit_tree
from dulwich.objects import Blob, Commit
from dulwich.refs import HEADREF, Ref
from dulwich.repo import MemoryRepo
from dulwich.server import BackendRepo, DictBackend
from dulwich.web import HTTPGitApplication

SAMPLE = Path(__file__).parent / "sample_course"
TOKEN = "a-read-token"
CREDENTIALS = base64.b64encode(f"token:{TOKEN}".encode()).decode()
MAIN = Ref(b"refs/heads/main")
FILE, LINK, SUBMODULE = 0o100644, 0o120000, 0o160000


def sample_files() -> dict[str, str]:
    """The files of the sample course, by path."""
    paths = (path for path in SAMPLE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(SAMPLE).as_posix(): path.read_text(encoding="utf-8") for path in paths}


class GitServer:
    """Serves ``/course.git`` on this machine. It asks for TOKEN where ``is_private``."""

    def __init__(self) -> None:
        self.repo = MemoryRepo()
        self.repo.refs.set_symbolic_ref(HEADREF, MAIN)
        self.is_private = False
        self.address = ""

    def commit(self, files: Mapping[str, str | bytes], modes: Mapping[str, int] | None = None) -> str:
        """Make these files the newest commit, and return its id."""
        blobs = []
        for path, text in files.items():
            blob = Blob.from_string(text.encode() if isinstance(text, str) else text)
            self.repo.object_store.add_object(blob)
            blobs.append((path.encode(), blob.id, (modes or {}).get(path, FILE)))
        commit = Commit()
        commit.tree = commit_tree(self.repo.object_store, blobs)
        commit.author = commit.committer = b"Ada <ada@example.org>"
        commit.author_time = commit.commit_time = 1_790_000_000
        commit.author_timezone = commit.commit_timezone = 0
        commit.message = b"Change the course"
        self.repo.object_store.add_object(commit)
        self.repo.refs[MAIN] = commit.id
        return str(commit.id.decode())


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(tls: SSLContext | None = None) -> Iterator[GitServer]:
    server = GitServer()
    git = HTTPGitApplication(DictBackend({"/course.git": cast("BackendRepo", server.repo)}))

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        if server.is_private and environ.get("HTTP_AUTHORIZATION") != f"Basic {CREDENTIALS}":
            start_response("401 Unauthorized", [("WWW-Authenticate", "Basic")])
            return [b""]
        return git(environ, start_response)

    with make_server("127.0.0.1", 0, app, handler_class=_QuietHandler) as http:
        if tls:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        server.address = f"{'https' if tls else 'http'}://127.0.0.1:{http.server_port}/course.git"
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        http.shutdown()
        thread.join()
