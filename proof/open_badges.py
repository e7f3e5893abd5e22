"""Open Badges 3.0: credentials as signed JWTs, their status lists, and the site's DID document.

The only file that knows openbadgeslib. Specifications: https://www.imsglobal.org/spec/ob/v3p0/ (8.2, JWT proofs),
https://www.w3.org/TR/vc-bitstring-status-list/ and https://w3c-ccg.github.io/did-method-web/.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from openbadgeslib.keys import public_jwk_from_pem
from openbadgeslib.ob3 import (
    Achievement,
    Evidence,
    IdentityObject,
    Issuer,
    OB3Signer,
    OpenBadgeCredential,
    build_did_document,
    build_status_list_credential,
    sign_status_list_credential,
    status_entry,
)

from branding.queries import branding
from proof.models import STATUS_LIST_BITS
from proof.signing_key import issuer, private_pem, public_pem

ALGORITHM = "EdDSA"
KEY_NAME = "key-1"
LIST_VALID_FOR = timedelta(days=1)  # so nobody can pass off an old list, with fewer revocations, for long


@dataclass(frozen=True, kw_only=True)
class BadgePass:
    """A pass that a badge names as its evidence."""

    title: str
    narrative: str


@dataclass(frozen=True, kw_only=True)
class BadgeContent:
    """The content of a badge in plain values. URLs are absolute."""

    uid: UUID
    name: str
    issued_at: datetime
    site_url: str
    checkpoint_url: str
    title: str
    description: str
    criteria: str
    passes: Sequence[BadgePass]
    status_url: str
    status_index: int


def sign_badge(badge: BadgeContent) -> str:
    """The badge as a compact JWT. The recipient is a name: no email address, not even a hash of one."""
    credential = OpenBadgeCredential(
        id=f"urn:uuid:{badge.uid}",
        issuer=Issuer(id=issuer(), name=branding().name, url=badge.site_url),
        recipient_id=None,
        identifiers=[IdentityObject(identity_hash=badge.name, identity_type="name", hashed=False)],
        achievement=Achievement(
            id=badge.checkpoint_url,
            name=badge.title,
            description=badge.description,
            criteria_narrative=badge.criteria,
            achievement_type="Competency",
        ),
        issuance_date=badge.issued_at,
        evidence=[Evidence(name=each.title, narrative=each.narrative, genre="Graded code") for each in badge.passes],
        credential_status=[status_entry(badge.status_url, "revocation", badge.status_index)],
    )
    return OB3Signer(private_pem(), algorithm=ALGORITHM).sign(credential)


def as_json(token: str) -> dict[str, Any]:
    """The signed badge as a JSON document: an enveloped credential of the Verifiable Credentials model, version 2."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }


def sign_status_list(url: str, indices: Iterable[int], now: datetime) -> str:
    """The status list at ``url`` as a compact JWT. ``indices`` are those of revoked badges."""
    credential = build_status_list_credential(
        issuer(), url, "revocation", indices, size_bits=STATUS_LIST_BITS, issued=now, valid_until=now + LIST_VALID_FOR
    )
    return sign_status_list_credential(credential, private_pem(), ALGORITHM)


def did_document() -> dict[str, Any]:
    """The site's DID document, with the public key that verifies its badges."""
    return build_did_document(issuer(), [(KEY_NAME, public_jwk_from_pem(public_pem()))])
