"""The keys that we sign with, and the key set that platforms read."""

import json
from typing import Any

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.utils import timezone
from jwcrypto.jwk import JWK

from lti.platforms.models import LtiKey

ALGORITHM = "RS256"  # the one that every platform knows
BITS = 2048


def signing_key() -> LtiKey:
    """The newest key that platforms have had time to read. The first one is made when it is needed."""
    keys = list(LtiKey.objects.order_by("-created_at", "-pk"))
    now = timezone.now()
    published = [key for key in keys if key.private_pem and key.created_at <= now - LtiKey.SIGNS_AFTER]
    usable = published or [key for key in reversed(keys) if key.private_pem]
    return usable[0] if usable else make_key()


def key_set() -> dict[str, Any]:
    """The public keys of this site (JWKS), with the one that signs next."""
    if not LtiKey.objects.exists():
        make_key()
    return {"keys": [key.public_jwk for key in LtiKey.objects.all()]}


@transaction.atomic
def make_key() -> LtiKey:
    """Make the next key. It signs a day later, unless it is the only one."""
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private_key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    jwk = JWK.from_pem(pem)
    key = LtiKey(kid=jwk.thumbprint())
    public = json.loads(jwk.export_public())
    key.public_jwk = public | {"kid": key.kid, "alg": ALGORITHM, "use": "sig"}
    key.private_pem = pem.decode()
    key.save()
    return key


@transaction.atomic
def rotate_keys() -> LtiKey:
    """Make a new key, and delete those that a newer one replaced long ago. Return the new one."""
    replaced_before = timezone.now() - LtiKey.SIGNS_AFTER - LtiKey.PUBLISHED_FOR
    successor = LtiKey.objects.filter(created_at__lte=replaced_before).order_by("-created_at", "-pk").first()
    if successor:
        LtiKey.objects.filter(created_at__lt=successor.created_at).delete()
    return make_key()
