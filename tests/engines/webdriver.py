"""A client for the engines that Playwright can't drive: WebKit over HTTP, and Firefox over its own Marionette.

Both carry the commands of https://www.w3.org/TR/webdriver2/. Debian packages no geckodriver, which would translate.
"""

import itertools
import json
import socket
import urllib.error
import urllib.request
from typing import Any, Protocol

from tests.patience import PATIENCE_S, comes_true
from tests.site import Site

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id, in the standard
ENDPOINTS = {
    "Navigate": "/url",
    "ElementClick": "/element/{id}/click",
    "ElementSendKeys": "/element/{id}/value",
    "ExecuteScript": "/execute/sync",
}
# The first element that matches, here or in the editor's shadow root.
FIND = """
    const roots = [...document.querySelectorAll(".editor > *")].map((host) => host.shadowRoot).filter(Boolean);
    const found = [document, ...roots].map((root) => root.querySelector(arguments[0])).find(Boolean);
"""


class WebDriverError(Exception):
    """What the engine answered instead of a result."""


class Engine(Protocol):
    def send(self, command: str, **parameters: Any) -> Any:
        """The value that a command of the table above gives. Raises WebDriverError."""


class HTTPEngine:
    """WebKit's driver, listening on ``port``."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self.base = f"http://127.0.0.1:{port}/session"
        session = self._request(self.base, {"capabilities": {"alwaysMatch": capabilities}})
        self.base += "/" + session["sessionId"]

    def send(self, command: str, **parameters: Any) -> Any:
        return self._request(self.base + ENDPOINTS[command].format(**parameters), parameters)

    def close(self) -> None:
        self._request(self.base, None)

    def _request(self, url: str, body: dict[str, Any] | None) -> Any:
        """Post the body. Delete the session if there is none."""
        request = urllib.request.Request(
            url,
            method="POST" if body is not None else "DELETE",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise WebDriverError(error.read().decode()) from error


class MarionetteEngine:
    """Firefox, listening on ``port``. Each message is its length, a colon, and a list in JSON."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.incoming = self.socket.makefile("rb")
        self.numbers = itertools.count()
        self._receive()  # its greeting
        self.send("NewSession")

    def send(self, command: str, **parameters: Any) -> Any:
        message = json.dumps([0, next(self.numbers), f"WebDriver:{command}", parameters])
        self.socket.sendall(f"{len(message)}:{message}".encode())
        _, _, error, result = self._receive()
        if error:
            raise WebDriverError(error)
        return result.get("value")

    def close(self) -> None:
        self.socket.close()

    def _receive(self) -> Any:
        length = b"".join(iter(lambda: self.incoming.read(1), b":"))
        return json.loads(self.incoming.read(int(length)))


class Tab:
    """The one tab of an engine, on a site. Elements are named by CSS selectors."""

    def __init__(self, engine: Engine, site: Site) -> None:
        self.engine, self.site = engine, site

    def go(self, path: str) -> None:
        self.engine.send("Navigate", url=self.site.address + path)

    def click(self, selector: str) -> None:
        self.engine.send("ElementClick", id=self._find(selector))

    def type(self, selector: str, text: str) -> None:
        self.engine.send("ElementSendKeys", id=self._find(selector), text=text)

    def run(self, script: str, *arguments: Any) -> Any:
        """What the script returns, run as one of the page's own."""
        return self.engine.send("ExecuteScript", script=script, args=list(arguments), sandbox=None)

    def has(self, selector: str) -> bool:
        """Wait until there is such an element."""
        return comes_true(lambda: self.run(f"{FIND} return !!found", selector))

    def shows(self, selector: str, text: str) -> bool:
        """Wait until the element contains the text."""
        return comes_true(lambda: text in self.run(f"{FIND} return found?.innerText ?? ''", selector))

    def _find(self, selector: str) -> str:
        element = self.run(f"{FIND} return found", selector)
        if element is None:
            raise WebDriverError(f"no element {selector}")
        return str(element[ELEMENT])
