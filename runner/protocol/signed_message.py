"""The signed messages of a runner host, and the line that registers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from .broker_names import host_id

MAX_SIGNED_BYTES = 2 * 1024 * 1024  # of a signed message; a runner leaves the pictures out of a report above it
_FORMAT = "descent-signed-1"
_ENROLMENT = "descent-host-1"


class MessageKind(StrEnum):
    """The kind of a signed message's payload."""

    REPORT = "report"
    HEARTBEAT = "heartbeat"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedMessage:
    """Text with a runner host's signature: four lines, then the payload as it is.

    The signature is Ed25519 over exactly those bytes without its own line, so that checking it needs no canonical form.
    Every signature covers the first line, so a key that signs these messages signs nothing else.
    """

    kind: MessageKind
    host: str
    payload: str
    signature: str = ""

    @property
    def signed_bytes(self) -> bytes:
        return f"{_FORMAT}\n{self.kind}\n{self.host}\n{self.payload}".encode()

    def to_text(self) -> str:
        return f"{_FORMAT}\n{self.kind}\n{self.host}\n{self.signature}\n{self.payload}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse a message. Nothing in it is verified yet.

        Raises:
            ValueError: it has another format.
        """
        if len(text) > MAX_SIGNED_BYTES:
            raise ValueError(f"a message of {len(text)} characters")
        parts = text.split("\n", 4)
        if len(parts) != 5 or parts[0] != _FORMAT:
            raise ValueError("not a signed message")
        _, kind, host, signature, payload = parts
        return cls(kind=MessageKind(kind), host=host, payload=payload, signature=signature)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The registration of a host: its public key, and a digest of its broker password.

    Neither is a secret. Written as one line, which ``python -m runner identity`` prints.
    """

    public_key: str  # 32 bytes, in hex
    password_sha256: str

    @property
    def host(self) -> str:
        return host_id(self.public_key)

    def to_line(self) -> str:
        return f"{_ENROLMENT}:{self.public_key}:{self.password_sha256}"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """
        Raises:
            ValueError: it is not such a line.
        """
        if match := re.fullmatch(_ENROLMENT + r":([0-9a-f]{64}):([0-9a-f]{64})", line.strip()):
            return cls(match[1], match[2])
        raise ValueError("not an enrolment line: python -m runner identity prints it")
