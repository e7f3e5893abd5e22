"""Verify a badge by the steps of its specifications, with nothing but `cryptography`.

Open Badges 3.0, 8.2 (JWT proofs) and 9 (verification); VC Bitstring Status List, 3.2 (validation).
"""

import base64
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Fetch = Callable[[str], str]


class NotVerifiedError(Exception):
    pass


def verify(token: str, did_document: dict[str, Any], fetch: Fetch) -> dict[str, Any]:
    """The badge, if the site signed it and hasn't revoked it. ``fetch`` gets the status list.

    Raises:
        NotVerifiedError: with the reason.
    """
    badge = verify_signature(token, did_document)
    _require("OpenBadgeCredential" in badge["type"], "it is no badge")
    status = badge["credentialStatus"]
    _require(status["type"] == "BitstringStatusListEntry", "unknown kind of status")
    _require(status["statusPurpose"] == "revocation", "unknown purpose")
    status_list = verify_signature(fetch(status["statusListCredential"]), did_document)
    _require(status_list["id"] == status["statusListCredential"], "another list")
    _require("BitstringStatusListCredential" in status_list["type"], "no status list")
    subject = status_list["credentialSubject"]
    _require(subject["statusPurpose"] == status["statusPurpose"], "the list has another purpose")
    bits = gzip.decompress(_decode(subject["encodedList"].removeprefix("u")))
    index = int(status["statusListIndex"])
    _require(len(bits) * 8 >= 131_072, "the list is too short")
    _require(not bits[index // 8] & (0x80 >> index % 8), "revoked")
    return badge


def verify_signature(token: str, did_document: dict[str, Any]) -> dict[str, Any]:
    """The credential in a compact JWT, if a key that the issuer's DID document lists for assertions signed it."""
    header_part, payload_part, signature = token.split(".")
    header, payload = json.loads(_decode(header_part)), json.loads(_decode(payload_part))
    _require(header["alg"] == "EdDSA", "another algorithm")
    issuer = payload["issuer"]["id"] if isinstance(payload["issuer"], dict) else payload["issuer"]
    _require(payload["iss"] == issuer == did_document["id"], "another issuer")
    _require(payload["jti"] == payload["id"], "another id")
    now = datetime.now(UTC)
    _require(datetime.fromisoformat(payload["validFrom"]) <= now, "not valid yet")
    _require("validUntil" not in payload or now <= datetime.fromisoformat(payload["validUntil"]), "no longer valid")
    signed = f"{header_part}.{payload_part}".encode()
    if not any(_is_signed(key, _decode(signature), signed) for key in _keys(did_document)):
        raise NotVerifiedError("the signature is wrong")
    return dict(payload)


def _keys(document: dict[str, Any]) -> list[Ed25519PublicKey]:
    methods = [row for row in document["verificationMethod"] if row["id"] in document["assertionMethod"]]
    jwks = [row["publicKeyJwk"] for row in methods if row["publicKeyJwk"]["crv"] == "Ed25519"]
    return [Ed25519PublicKey.from_public_bytes(_decode(jwk["x"])) for jwk in jwks]


def _is_signed(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise NotVerifiedError(reason)
