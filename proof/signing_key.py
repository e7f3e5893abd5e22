"""The key that signs the site's badges, and the public half as other sites read it."""

import os
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

WRONG_KEY = "BADGE_KEY_FILE must hold an Ed25519 private key in PEM."


def issuer() -> str:
    """The site as the issuer of badges: did:web:descent.example.org, whose keys are at /.well-known/did.json."""
    return f"did:web:{quote(urlsplit(settings.SITE_ROOT).netloc, safe='')}"


def private_pem() -> bytes:
    """The private key in PEM. It is made on first use. Raises ValueError if the file holds another kind of key."""
    return _read(Path(settings.BADGE_KEY_FILE))


def public_pem() -> bytes:
    """The public key in PEM."""
    return _key_of(private_pem()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@cache
def _read(path: Path) -> bytes:
    if not path.exists():
        _create(path)
    pem = path.read_bytes()
    _key_of(pem)
    return pem


def _create(path: Path) -> None:
    """Write a new key for its owner alone. If another process is faster, its key stays."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_bytes(pem)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _key_of(pem: bytes) -> Ed25519PrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(WRONG_KEY)
    return key
