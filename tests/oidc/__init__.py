"""The test provider in a process of its own, and a visitor who signs in there without a browser."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from tests.oidc.provider import CLIENT_ID, CLIENT_SECRET, PASSWORD, PEOPLE
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port

DOMAIN = "example.org"


@dataclass(frozen=True)
class TestProvider:
    __test__ = False

    address: str
    folder: Path

    def say(self, **people: dict[str, Any]) -> None:
        """What it says from now on of people beside their defaults."""
        claims = {
            name: {"email": f"{name}@{DOMAIN}", "email_verified": True, "name": f"{name.title()} L."} for name in PEOPLE
        }
        for name, values in people.items():
            claims[name] |= values
        (self.folder / "claims.json").write_text(json.dumps(claims))

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a site whose people sign in here."""
        return {
            "OIDC_ISSUER": self.address, "OIDC_NAME": "Example University", "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET, "OIDC_DOMAINS": DOMAIN, "OIDC_NETWORKS": "127.0.0.0/8",
        }  # fmt: skip


class Visitor:
    """A browser's part at the provider, with its cookies there."""

    def __init__(self, name: str) -> None:
        self.name, self.session = name, requests.Session()

    def answer(self, url: str, *, types_password: bool = True) -> str:
        """Go where our page leads, sign in there if it asks, and return the path that leads back to us."""
        callback = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        page = self.session.get(url, allow_redirects=False)
        for _ in range(9):
            if location := page.headers.get("Location"):
                target = urljoin(page.url, location)
                if target.startswith(callback):
                    return target.removeprefix(callback.partition("/accounts/")[0])
                page = self.session.get(target, allow_redirects=False)
            else:
                assert types_password, page.text
                page = self._sign_in(page)
        raise AssertionError(page.text)

    def _sign_in(self, page: requests.Response) -> requests.Response:
        token = self.session.cookies["provider_csrf"]
        fields = {"csrfmiddlewaretoken": token, "login": self.name, "password": PASSWORD}
        return self.session.post(page.url, fields, allow_redirects=False)


@contextmanager
def provider_for(*callbacks: str) -> Iterator[TestProvider]:
    with tempfile.TemporaryDirectory(prefix="descent-provider-") as name:
        folder, port = Path(name), free_port()
        provider = TestProvider(f"http://127.0.0.1:{port}", folder)
        provider.say()
        command = [sys.executable, "-m", "tests.oidc.provider", str(port), str(folder), *callbacks]
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            comes_true(lambda: process.poll() is not None or _answers(provider.address))
            assert process.poll() is None
            yield provider
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/.well-known/openid-configuration", timeout=PATIENCE_S).ok
    except requests.ConnectionError:
        return False
