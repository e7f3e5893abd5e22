"""Encrypt short secrets of others, such as read tokens, before they go into the database.

The key follows from ``SECRET_KEY``, so a backup of the database alone gives none of them away.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def seal(text: str) -> str:
    """The text, encrypted. An empty one stays empty."""
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text that was sealed; empty if it was sealed with a key that this site no longer has."""
    for key in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        try:
            return _cipher(key).decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
    return ""


def _cipher(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"lib.sealed_text:{secret}".encode()).digest()))
