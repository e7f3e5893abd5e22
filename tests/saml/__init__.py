"""The SAML provider in a process of its own, and a visitor who signs in there without a browser."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port

PASSWORD, PEOPLE, DOMAIN = "the password over there", ("ada", "emmy", "grace", "mallory"), "example.org"
MISSING = [name for name in ("onelogin", "xmlsec", "saml2") if not find_spec(name)]
REASON_NOT_TO_RUN = (
    f"{', '.join(MISSING)} isn’t installed: requirements/dev.txt has it" if MISSING
    else "" if shutil.which("xmlsec1") else "there is no xmlsec1, with which pysaml2 signs: .ci/packages gets it"
)  # fmt: skip


@dataclass(frozen=True)
class TestSamlProvider:
    __test__ = False

    address: str
    folder: Path

    @property
    def entity_id(self) -> str:
        return f"{self.address}/metadata"

    def say(self, **people: dict[str, Any]) -> None:
        """What it says from now on of people beside their defaults."""
        claims = {
            name: {"subject-id": f"{name}@{DOMAIN}", "mail": f"{name}@{DOMAIN}", "displayName": f"{name.title()} L."}
            for name in PEOPLE
        }
        for name, values in people.items():
            claims[name] |= values
            claims[name] = {key: value for key, value in claims[name].items() if value is not None}
        (self.folder / "claims.json").write_text(json.dumps(claims))

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a site whose people sign in here."""
        return {
            "SAML_ENTITY_ID": self.entity_id, "SAML_METADATA_URL": self.entity_id, "SAML_NAME": "Example University",
            "SAML_DOMAINS": DOMAIN, "SAML_VOUCHES_FOR_ADDRESSES": "1", "OIDC_NETWORKS": "127.0.0.0/8",
        }  # fmt: skip


class SamlVisitor:
    """A browser's part at the provider, with its cookies there."""

    def __init__(self, name: str) -> None:
        self.name, self.session = name, requests.Session()

    def answer(self, url: str, *, types_password: bool = True) -> str:
        """Go where our page leads, sign in there if it asks, and return the response that its page would post to us."""
        page = self.session.get(url)
        if "password" in page.text:
            assert types_password, page.text
            page = self.session.post(page.url, {"login": self.name, "password": PASSWORD})
        [response] = re.findall(r'name="SAMLResponse" value="([^"]+)"', page.text)
        return unescape(response)


def write_key(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "provider")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1,
        not_valid_before=now - timedelta(days=4000), not_valid_after=now + timedelta(days=4000),
    )  # fmt: skip
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    (folder / "cert.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(form.Encoding.PEM))


@contextmanager
def saml_provider() -> Iterator[TestSamlProvider]:
    """Write ``folder / "sp.xml"`` before somebody signs in."""
    with tempfile.TemporaryDirectory(prefix="descent-saml-") as name:
        folder, port = Path(name), free_port()
        provider = TestSamlProvider(f"http://localhost:{port}", folder)  # another site than 127.0.0.1 to a browser
        provider.say()
        write_key(folder)
        process = subprocess.Popen([sys.executable, "-m", "tests.saml.provider", str(port), str(folder)], cwd=ROOT)
        try:
            comes_true(lambda: process.poll() is not None or _answers(provider.entity_id))
            assert process.poll() is None
            yield provider
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=PATIENCE_S).ok
    except requests.ConnectionError:
        return False
