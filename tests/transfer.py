"""The bytes of a page's load, as Chromium counts them on the wire: `python -m tests.transfer [-v]` prints the table."""

import sys
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from tests.chromium import launch, sign_in
from tests.pages import LEARNER, NOBODY
from tests.production import Production
from tests.site import Site

EDITOR = ("vendor/codemirror", "js/editor.")  # without it the page is whole, with a plain field: not in the limits
VISITS = (
    ("home", "/", LEARNER),
    ("sign-in", "/accounts/login/", NOBODY),
    ("front", "/", NOBODY),
    ("exercise, signed out", "/exercises/two-layer-backprop/", NOBODY),
    ("roadmap", "/roadmap/", LEARNER),
    ("topic", "/roadmap/topics/neural-networks/", LEARNER),
    ("exercise", "/exercises/two-layer-backprop/", LEARNER),
    ("exercises", "/exercises/", LEARNER),
    ("notes", "/notes/", LEARNER),
    ("hours", "/hours/", LEARNER),
    ("plan", "/plan/", LEARNER),
    ("review", "/review/", LEARNER),
    ("checkpoints", "/checkpoints/", LEARNER),
    ("checkpoint", "/checkpoints/phase-3-checkpoint/", LEARNER),
)
SEEN = ("/", "/roadmap/topics/transformers/", "/exercises/scaled-dot-product-attention/")  # they bring all that is kept
FIRST_LIMIT, LATER_LIMIT = 150_000, 20_000


@dataclass
class Load:
    """Addresses and the bytes transferred for each, headers included; nothing for cached ones."""

    sizes: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # also what gave no answer

    @property
    def whole(self) -> int:
        return sum(self.sizes.values())

    @property
    def answers(self) -> int:
        return sum(size > 0 for size in self.sizes.values())

    @property
    def total(self) -> int:
        return sum(size for address, size in self.sizes.items() if not any(part in address for part in EDITOR))

    def from_elsewhere(self, origin: str) -> list[str]:
        return [address for address in self.sizes if not address.startswith((f"{origin}/", "data:"))]


def load(context: BrowserContext, path: str, settle_ms: int = 0) -> Load:
    """Open this page in a new tab and measure its bytes until nothing has been transferred for this long."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    found = Load()

    def asked(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["request"]["url"]
        found.asked.append(event["request"]["url"])

    def came(event: dict[str, Any]) -> None:
        address = addresses[event["requestId"]]
        found.sizes[address] = found.sizes.get(address, 0) + int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", came)
    session.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    page.wait_for_timeout(settle_ms)
    page.close()
    return found


def main() -> None:
    """Each page with an empty cache, and after the home page, a topic and an exercise."""
    with Site() as site, Production(site) as production, sync_playwright() as playwright:
        browser = launch(playwright)
        signed_in = browser.new_context(base_url=production.address)
        sign_in(signed_in.new_page(), production, LEARNER)
        state = signed_in.storage_state()
        for name, path, role in VISITS:
            context = browser.new_context(base_url=production.address, storage_state=state if role else None)
            first = load(context, path)
            for seen in SEEN if role else ():
                load(context, seen)
            later = load(context, path)
            sys.stdout.write(f"{name:20} {first.total:8} {later.total:8}\n")
            if "-v" in sys.argv:
                sys.stdout.writelines(f"    {size:8} {address}\n" for address, size in first.sizes.items())
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
