import pytest
from django.test import Client

from accounts.models import User

PASSWORD = "a long enough password"  # everybody's of the cast


@pytest.fixture
def tab(ada: User) -> Client:
    """Ada's, who has just typed her password."""
    client = Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client
