"""Verify the messages that runner hosts sign."""

import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exercises.grading.errors import BadReportError
from exercises.models import RunnerHost
from runner.protocol import MessageKind, SignedMessage


def verify_message(data: Any, kind: MessageKind) -> tuple[RunnerHost, Any]:
    """Return the host that signed a message of this kind, and the message's payload.

    Raises:
        BadReportError: it is another kind of message, or no active host signed it.
    """
    message = read_message(data)
    host = RunnerHost.objects.active().filter(host=message.host).first()
    if host is None:
        raise BadReportError("no registered host signed it")
    if message.kind != kind:
        raise BadReportError(f"a {message.kind}, not a {kind}")
    return host, verified_payload(message, host.public_key)


def read_message(text: Any) -> SignedMessage:
    """Read a message that claims to be from a runner host. Nothing is verified yet.

    Raises:
        BadReportError: it isn't a signed message.
    """
    try:
        return SignedMessage.from_text(text)
    except (AttributeError, TypeError, ValueError) as error:
        raise BadReportError(f"{type(error).__name__}: {error}"[:200]) from error


def verified_payload(message: SignedMessage, public_key: str) -> Any:
    """The payload's JSON, parsed only after this key's signature has been verified.

    Raises:
        BadReportError: the signature is missing or not this key's, or the payload isn't JSON.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(message.signature), message.signed_bytes)
    except (InvalidSignature, ValueError) as error:  # a lone surrogate raises ValueError too
        raise BadReportError("the signature is not this host's") from error
    try:
        return json.loads(message.payload)
    except (ValueError, RecursionError) as error:
        raise BadReportError(f"not JSON: {error}"[:200]) from error
