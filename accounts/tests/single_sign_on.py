"""What the tests of signing in with a provider share."""

import re
from html import unescape
from typing import Any

from django.test import Client

from tests.oidc import Visitor

BEGIN = "/accounts/oidc/site/login/"


def begin(client: Client, path: str = BEGIN, **fields: str) -> str:
    """Press the button. Return the address at the provider."""
    page = client.post(path, fields)
    assert page.status_code == 200, page.text
    [url] = re.findall(r'<a href="([^"]+)">continue to', page.text)
    assert page["Refresh"] == f"0; url={unescape(url)}"
    return unescape(url)


def sign_in(client: Client, name: str, **fields: str) -> Any:
    """Sign in at the provider, and return what our callback answers."""
    return client.get(Visitor(name).answer(begin(client, **fields)))
