"""`python -m tests.documentation_shots`: the README's two pictures, taken from a site as make run leaves it."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import launch, paste, sign_in
from tests.pages import LEARNER
from tests.site import ROOT, Site

IMAGES = ROOT / "docs" / "images"
ONE_TOKEN_AHEAD = """import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(np.roll(mask, 1, axis=-1), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
"""


def main(images: Path = IMAGES) -> None:
    images.mkdir(parents=True, exist_ok=True)
    with Site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 1060}, base_url=site.address)
        sign_in(page, site, LEARNER)
        page.goto("/", wait_until="networkidle")
        page.screenshot(path=images / "home.png")
        page.goto("/exercises/scaled-dot-product-attention/")
        paste(page, ONE_TOKEN_AHEAD)
        page.get_by_role("button", name="Submit").click()
        page.locator("#result .checks").wait_for()
        page.screenshot(path=images / "verdict.png")
        browser.close()


if __name__ == "__main__":
    main()
