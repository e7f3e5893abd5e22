"""A runner host's key. It signs the host's reports, and the host's password for the broker is derived from it.

The key is made on the host and never leaves it. To register the host, pass its enrolment line, which holds no secret,
from ``python -m runner identity`` to ``manage.py add_runner_host``.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from runner.protocol import Enrolment, MessageKind, SignedMessage, broker_user

_VAR = Path(os.environ.get("DESCENT_VAR") or Path(__file__).resolve().parent.parent / "var")
KEY_FILE = Path(os.environ.get("RUNNER_KEY_FILE") or _VAR / "runner.key")
_KEY_BYTES = 32


class BadKey(ValueError):  # noqa: N818 - part of the runner's contract
    """The key file can't be used. The message says why and what to do."""


@dataclass(frozen=True, repr=False)
class Identity:
    """A host's secrets. Its repr shows none of them."""

    _seed: bytes

    @cached_property
    def enrolment(self) -> Enrolment:
        public_key = Ed25519PrivateKey.from_private_bytes(self._seed).public_key().public_bytes_raw().hex()
        return Enrolment(public_key, hashlib.sha256(self.password.encode()).hexdigest())

    @property
    def host(self) -> str:
        return self.enrolment.host

    @property
    def user(self) -> str:
        """The host's user name on the broker."""
        return broker_user(self.host)

    @property
    def password(self) -> str:
        """The password for the broker. It doesn't reveal the key."""
        return hmac.new(self._seed, b"descent broker password 1", hashlib.sha256).hexdigest()

    def sign(self, kind: MessageKind, payload: str) -> str:
        """The text of a message that carries this payload."""
        message = SignedMessage(kind=kind, host=self.host, payload=payload)
        signature = Ed25519PrivateKey.from_private_bytes(self._seed).sign(message.signed_bytes)
        return replace(message, signature=signature.hex()).to_text()


def load(path: Path = KEY_FILE) -> Identity:
    """The host's identity. If there is none, make one and store it, readable by its owner only.

    Raises:
        BadKey: others can read the file, it holds no key, or it can't be made.
    """
    try:
        _make(path)
        with path.open() as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise BadKey(f"Others can read {path}. If nobody has, run chmod 600 on it; if in doubt, delete it.")
            seed = bytes.fromhex(file.read(1024).strip())
    except OSError as error:
        raise BadKey(f"The key of this runner host can't be read or made: {error}. Set RUNNER_KEY_FILE.") from error
    except ValueError as error:
        raise error if isinstance(error, BadKey) else _no_key(path) from error
    if len(seed) != _KEY_BYTES:
        raise _no_key(path)
    return Identity(seed)


def _no_key(path: Path) -> BadKey:
    return BadKey(f"{path} holds no key of a runner host. Delete it to have one made, and register that.")


def _make(path: Path) -> None:
    """Write a new key, atomically, unless there is one. Of two processes that start at once, one writes it."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(_KEY_BYTES).hex() + "\n")
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def main(argv: list[str]) -> int:
    """Print the enrolment line, or write it to a file."""
    parser = argparse.ArgumentParser(
        prog="python -m runner identity", description="Print the line that registers this runner host."
    )
    parser.add_argument("--public", type=Path, help="write the line to this file instead of the terminal")
    options = parser.parse_args(argv)
    try:
        line = load().enrolment.to_line() + "\n"
        if options.public:
            options.public.write_text(line)
        else:
            sys.stdout.write(line)
    except (BadKey, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
