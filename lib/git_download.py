"""Fetch the files of a git repository over https, without git and without a checkout.

A repository is a stranger's: its pack may unfold to any size, and its server may never end. So dulwich runs in a
process of its own (``python -m lib.git_download``), with limits on memory, computing time, bytes and the clock, and
each connection leads to an address that was checked (:mod:`lib.public_http`). Only https is spoken, never a local path
or ssh, which dulwich would read from an address as well. No hook runs, and nothing is written to a disk.
"""

import base64
import json
import os
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_network
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from lib.public_http import ConnectionPolicy, PrivateAddressError, connection_to

SECONDS = 30.0
_MAX_PACK_BYTES = 32 * 2**20
_MAX_FILES, _MAX_FILE_BYTES, _MAX_BYTES = 2_000, 2**20, 16 * 2**20
_MAX_DEPTH = 6
_MEMORY, _CPU_SECONDS = 768 * 2**20, 30
_REGULAR = (0o100644, 0o100755, 0o100664)
_TREE = 0o040000
_ROOT = Path(__file__).resolve().parent.parent
_ENVIRONMENT = ("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")  # none of our secrets: it reads what strangers send


class DownloadError(Exception):
    """It can't be fetched. The text is a sentence that says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """The text files of one commit, by their path. ``commit`` is its id."""

    commit: str
    files: Mapping[str, str]


def download(
    address: str, *, branch: str, token: str, folders: Sequence[str], networks: Sequence[str] = ()
) -> Download:
    """The files of the branch's newest commit.

    Args:
        branch: its name; empty for the repository's own choice.
        token: the password of a read token; empty where none is needed.
        folders: names at the top, of files and of folders, that are wanted. Others aren't read.
        networks: private networks that the address may be in.

    Raises:
        DownloadError: it can't be fetched, or it is too large.
    """
    order = {
        "address": address, "branch": branch, "token": token, "folders": list(folders), "networks": list(networks),
    }  # fmt: skip
    try:
        process = subprocess.run(
            [sys.executable, "-m", "lib.git_download"], input=json.dumps(order), capture_output=True, text=True,
            timeout=SECONDS, check=False, cwd=_ROOT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DownloadError(f"The server took longer than {SECONDS:g} seconds. Try again later.") from None
    try:
        answer = json.loads(process.stdout)
    except ValueError:
        raise DownloadError("The repository is too large to be read: it takes too much memory or time.") from None
    if "error" in answer:
        raise DownloadError(str(answer["error"]))
    return Download(commit=str(answer["commit"]), files=dict(answer["files"]))


def main() -> None:
    """Fetch what standard input says, and write the answer to standard output. Both are JSON."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    order = json.load(sys.stdin)
    try:
        result = _fetch(**order)
        answer: dict[str, Any] = {"commit": result.commit, "files": dict(result.files)}
    except DownloadError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)


def _fetch(address: str, branch: str, token: str, folders: Sequence[str], networks: Sequence[str]) -> Download:
    from dulwich.client import HttpGitClient, HTTPUnauthorized
    from dulwich.errors import GitProtocolError, HangupException, NotGitRepository
    from dulwich.repo import MemoryRepo

    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DownloadError("Enter an address that begins with https://.")
    base, _, path = address.rstrip("/").rpartition("/")
    policy = ConnectionPolicy([ip_network(text) for text in networks], only_networks=parts.scheme != "https")
    pool: Any = _CheckedPool(policy, token)
    client = HttpGitClient(f"{base}/", pool_manager=pool)
    repo = MemoryRepo()
    try:
        refs: Any = client.fetch(path, repo, determine_wants=_wanted(branch), depth=1).refs
        commit = bytes(refs[_ref(branch)])
        return Download(commit=commit.decode(), files=dict(_files(repo, commit, folders)))
    except HTTPUnauthorized:
        raise DownloadError("The server asks for another token. Enter one that may read this repository.") from None
    except NotGitRepository:
        raise DownloadError("There is no git repository at this address, or it needs a token.") from None
    except KeyError:
        raise DownloadError(f"The repository has no branch “{branch}”." if branch else "It has no branch.") from None
    except PrivateAddressError:
        raise DownloadError("This address isn’t on the public internet.") from None
    except (GitProtocolError, HangupException, HTTPException, OSError, AssertionError, ValueError) as error:
        raise DownloadError(
            f"The server didn’t answer as a git server does: {error or type(error).__name__}."
        ) from None


def _ref(branch: str) -> bytes:
    return f"refs/heads/{branch}".encode() if branch else b"HEAD"


def _wanted(branch: str) -> Any:
    def wants(refs: Mapping[bytes, bytes], depth: int | None = None) -> list[bytes]:
        return [refs[_ref(branch)]]

    return wants


def _files(repo: Any, commit: bytes, folders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The wanted files of a commit. Raises DownloadError: one isn't a plain, small text with an unmistakable name."""
    room = _MAX_BYTES
    names: set[str] = set()
    for path, mode, sha in _walk(repo, repo[repo[commit].tree], "", folders):
        if mode not in _REGULAR:
            raise DownloadError(f"{path} is a link to another place. Put the file itself there.")
        data = repo[sha].data
        room -= len(data)
        if len(data) > _MAX_FILE_BYTES or room < 0 or len(names) >= _MAX_FILES:
            raise DownloadError(
                f"The course is too large at {path}: {_MAX_FILES:,} files, {_MAX_FILE_BYTES >> 20} MiB each and "
                f"{_MAX_BYTES >> 20} MiB together are possible."
            )
        if path.casefold() in names:
            raise DownloadError(f"Two files have the name {path} where capitals don’t count. Rename one.")
        names.add(path.casefold())
        try:
            yield path, data.decode("utf-8")
        except UnicodeDecodeError:
            raise DownloadError(f"{path} isn’t text in UTF-8. Save it as that, or take it out.") from None


def _walk(repo: Any, tree: Any, folder: str, folders: Sequence[str] = ()) -> Iterator[tuple[str, int, bytes]]:
    for entry in tree.items():
        try:
            name = unicodedata.normalize("NFC", entry.path.decode("utf-8"))
        except UnicodeDecodeError:
            raise DownloadError(f"The name of a file in {folder or 'the repository'} isn’t UTF-8. Rename it.") from None
        if folders and name not in folders:
            continue
        path = f"{folder}{name}"
        if path.count("/") >= _MAX_DEPTH:
            raise DownloadError(f"{path} lies too deep: {_MAX_DEPTH} folders are possible.")
        if entry.mode == _TREE:
            yield from _walk(repo, repo[entry.sha], f"{path}/")
        else:
            yield path, entry.mode, entry.sha


class _CheckedPool:
    """What dulwich takes for a pool of connections: each request goes to an address that was checked."""

    headers: Mapping[str, str] = {}

    def __init__(self, policy: ConnectionPolicy, token: str) -> None:
        self._policy = policy
        self._authorization = f"Basic {base64.b64encode(f'token:{token}'.encode()).decode()}" if token else ""
        self._stop_at = monotonic() + SECONDS
        self._room = _MAX_PACK_BYTES

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: Any = None, **_: Any) -> "_Answer":
        """Send a request. Redirects aren't followed: the address with the token would be another one."""
        parts = urlsplit(url)
        connection = connection_to(parts, self._policy, max(0.1, self._stop_at - monotonic()))
        if self._authorization:
            headers = {**headers, "Authorization": self._authorization}
        data = body if isinstance(body, bytes | None) else b"".join(body)
        connection.request(method, f"{parts.path}{f'?{parts.query}' if parts.query else ''}", data, dict(headers))
        response = connection.getresponse()
        if 300 <= response.status < 400:
            raise DownloadError(f"The server sends us on to {response.getheader('Location')}. Enter that address.")
        return _Answer(response, url, self)

    def count(self, size: int) -> None:
        self._room -= size
        if self._room < 0 or monotonic() > self._stop_at:
            raise DownloadError(
                f"The repository is too large: {_MAX_PACK_BYTES >> 20} MiB in {SECONDS:g} seconds are possible."
            )


class _Answer:
    def __init__(self, response: HTTPResponse, url: str, transport: _CheckedPool) -> None:
        self.status, self.headers = response.status, response.headers
        self._response, self._url, self._transport = response, url, transport

    def read(self, size: int | None = None) -> bytes:
        data = self._response.read(size)
        self._transport.count(len(data))
        return data

    def geturl(self) -> str:
        return self._url

    def close(self) -> None:
        self._response.close()


if __name__ == "__main__":
    main()
