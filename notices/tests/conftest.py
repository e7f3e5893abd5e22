from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.identity import confirm_identity


@pytest.fixture
def client_of(client_of: Callable[[User], Client]) -> Callable[[User], Client]:
    """Signed in by a password a moment ago."""
    return lambda person: confirm_identity(client_of(person))
