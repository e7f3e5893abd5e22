"""A learner with a browser, over HTTPS."""

import re
import socket
from html import unescape
from pathlib import Path
from typing import Any

import requests

from tests.compose_drill.mailbox import Mailbox
from tests.compose_drill.waiting import wait_until

TIMEOUT_SECONDS = 30
PASSWORD = "slow-rivers-cut"
EXERCISE = "/exercises/dropout/"


def resolve_here(host: str) -> None:
    """Resolve the site's name to this machine, as its entry in the DNS would."""
    resolve = socket.getaddrinfo

    def getaddrinfo(name: Any, *arguments: Any, **options: Any) -> Any:
        return resolve("127.0.0.1" if name == host else name, *arguments, **options)

    vars(socket)["getaddrinfo"] = getaddrinfo


class Learner:
    """Keeps their cookies. ``authority`` is the file with the certificate that their browser trusts."""

    def __init__(self, site: str, email: str, authority: Path) -> None:
        self.site, self.email = site, email
        self.browser = requests.Session()
        self.browser.verify = str(authority)

    def get(self, path: str) -> str:
        answer = self.browser.get(f"{self.site}{path}", timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return answer.text

    def post(self, path: str, **fields: str) -> requests.Response:
        """Fill the form at this path in, and send it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token, f"there is no form at {path}"
        answer = self.browser.post(
            f"{self.site}{path}",
            data={"csrfmiddlewaretoken": token[1], **fields},
            headers={"Referer": f"{self.site}{path}"},
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        return answer

    def sign_up(self, mailbox: Mailbox) -> None:
        self.post("/accounts/signup/", name="Emmy", email=self.email, password1=PASSWORD)
        body = str(mailbox.wait_for("onfirm").get_payload())
        link = re.search(rf"{re.escape(self.site)}(/accounts/confirm-email/\S+)", body)
        assert link, f"no link in {body!r}"
        self.post(link[1])
        if "Sign out" not in self.get("/"):
            self.post("/accounts/login/", login=self.email, password=PASSWORD)
        assert self.email in self.get("/account/settings/") or "Sign out" in self.get("/")

    def submit(self, source: str) -> str:
        """Send code. Return the path of the submission."""
        answer = self.post(EXERCISE, source=source, mode="submit")
        path = unescape(answer.url).removeprefix(self.site)
        assert "/submissions/" in path, f"it was refused: {path}"
        return path

    def has_passed(self, path: str) -> bool:
        return bool(re.search(r'class="verdict passed', self.get(path)))

    def wait_for_pass(self, path: str) -> None:
        wait_until(lambda: self.has_passed(path), f"a verdict at {path}")
