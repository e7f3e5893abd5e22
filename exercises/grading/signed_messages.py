"""Read the signed messages of runner hosts."""

import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exercises.grading.errors import BadReportError
from runner.protocol import SignedMessage


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
