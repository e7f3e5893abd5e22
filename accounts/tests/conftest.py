import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from accounts.models import User

PASSWORD = "a long enough password"  # everybody's of the cast


def digits(secret: str) -> str:
    """What the app of this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.fixture
def tab(ada: User) -> Client:
    """Ada's, who has just typed her password."""
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client
