"""Signatures of messages, as https://www.standardwebhooks.com describes them.

The package `standardwebhooks` (1.0.1) does the same with httpx, attrs, python-dateutil and Deprecated.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.utils.crypto import salted_hmac

from notices.webhooks.models import Webhook, WebhookDelivery

PREFIX = "whsec_"


def secret_of(webhook: Webhook) -> str:
    """Return the secret, which its owner sees once. It follows from SECRET_KEY, so the database doesn't hold it."""
    return PREFIX + base64.b64encode(_key_of(webhook)).decode()


def signed_headers(delivery: WebhookDelivery, now: datetime) -> dict[str, str]:
    message_id, timestamp = f"msg_{delivery.uid.hex}", int(now.timestamp())
    signature = sign(_key_of(delivery.webhook), message_id, timestamp, delivery.body)
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


def sign(key: bytes, message_id: str, timestamp: int, body: str) -> str:
    digest = hmac.digest(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def _key_of(webhook: Webhook) -> bytes:
    return salted_hmac("notices.webhooks", str(webhook.uid), algorithm="sha256").digest()
