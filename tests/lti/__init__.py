"""The test platform in a process of its own, and somebody who opens this site from a course there without a browser."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from django.test import Client

from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port

ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LEARNER, INSTRUCTOR = f"{ROLE}Learner", f"{ROLE}Instructor"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
REGISTRATION_TOKEN = "a token of the platform"


@dataclass(frozen=True)
class TestPlatform:
    __test__ = False

    address: str
    folder: Path

    @property
    def key(self) -> str:
        return (self.folder / "key.pem").read_text()

    @property
    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = requests.get(f"{self.address}/state", timeout=PATIENCE_S).json()
        return answer

    @property
    def configuration(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    @property
    def kid(self) -> str:
        return str(requests.get(f"{self.address}/jwks", timeout=PATIENCE_S).json()["keys"][0]["kid"])

    def go_wrong(self, share: float, *kinds: str) -> None:
        """From now on, this share of the answers to scores: 500, 429, late or lost."""
        (self.folder / "faults.json").write_text(json.dumps({"share": share, "kinds": kinds}))

    def set_members(self, *members: dict[str, Any], course: str = "course-1", **options: Any) -> None:
        """From now on, these are in the course. ``options`` say how the list is given: page_size, is_moodle, fault."""
        (self.folder / f"{course}.json").write_text(json.dumps({"members": members} | options))

    def sign(self, claims: dict[str, Any], **options: Any) -> str:
        settings: dict[str, Any] = {"key": self.key, "algorithm": "RS256", "headers": {"kid": self.kid}}
        return jwt.encode(claims, **settings | options)


@dataclass(kw_only=True)
class CourseMember:
    """Somebody in a course of the platform, and their browser at our site."""

    platform: TestPlatform
    client_id: str
    subject: str
    client: Client
    name: str = "Ada L."
    email: str = ""
    roles: tuple[str, ...] = (LEARNER,)
    hint: dict[str, Any] = field(default_factory=dict)

    def begin(self, **hint: Any) -> str:
        """Press the link in the course. Return the address at the platform to which our site leads."""
        said = {"roles": self.roles, "name": self.name, "email": self.email, "link": "link-1"} | self.hint | hint
        fields = {
            "iss": self.platform.address, "client_id": self.client_id, "login_hint": self.subject,
            "lti_message_hint": json.dumps(said), "target_link_uri": "http://testserver/lti/launch/",
        }  # fmt: skip
        answer = self.client.post("/lti/login/", fields)
        assert answer.status_code == 302, answer.text
        return str(answer["Location"])

    def come_back(self, url: str) -> dict[str, str]:
        """What the platform's page sends to us."""
        page = requests.get(url, timeout=PATIENCE_S)
        assert page.ok, page.text
        return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)}

    def launch(self, **hint: Any) -> Any:
        """Press the link, go to the platform and come back. Return what our site answers."""
        return self.client.post("/lti/launch/", self.come_back(self.begin(**hint)))

    def open(self, **hint: Any) -> Any:
        """The same, and go on in the window until there is a page."""
        return self.follow(self.launch(**hint))

    def follow(self, response: Any) -> Any:
        for _ in range(9):
            if response.status_code not in (301, 302, 303):
                return response
            response = self.client.get(response["Location"])
        raise AssertionError(response["Location"])


def member(subject: str, role: str = LEARNER, **values: Any) -> dict[str, Any]:
    """Somebody in a platform's list of a course's members."""
    return {"user_id": subject, "roles": [role], "name": subject.title(), "status": "Active"} | values


def forged(member: CourseMember, **changes: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """A launch that has begun, and the claims that the platform could sign for it. None leaves a claim out."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(member.begin()).query).items()}
    now = int(time.time())
    claims = {
        "iss": member.platform.address, "aud": member.client_id, "azp": member.client_id, "sub": member.subject,
        "nonce": query["nonce"], "iat": now, "exp": now + 300, "name": member.name,
        f"{CLAIM}message_type": "LtiResourceLinkRequest", f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": "deployment-1", f"{CLAIM}roles": [LEARNER],
        f"{CLAIM}target_link_uri": "http://testserver/lti/launch/", f"{CLAIM}resource_link": {"id": "link-1"},
        f"{CLAIM}context": {"id": "course-1", "title": "Deep learning"},
    }  # fmt: skip
    merged = {name: value for name, value in (claims | changes).items() if value is not None}
    return query, merged


@contextmanager
def platform_for() -> Iterator[TestPlatform]:
    with tempfile.TemporaryDirectory(prefix="descent-platform-") as name:
        folder, port = Path(name), free_port()
        platform = TestPlatform(f"http://127.0.0.1:{port}", folder)
        process = subprocess.Popen([sys.executable, "-m", "tests.lti.platform", str(port), str(folder)], cwd=ROOT)
        try:
            comes_true(lambda: process.poll() is not None or _answers(platform.configuration))
            assert process.poll() is None
            yield platform
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def registration_fields(platform: TestPlatform) -> dict[str, str]:
    """What a platform hands to whoever opens a registration link."""
    return {"openid_configuration": platform.configuration, "registration_token": REGISTRATION_TOKEN}


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=PATIENCE_S).ok
    except requests.ConnectionError:
        return False
