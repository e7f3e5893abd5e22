"""`python -m tests.documentation_shots`: the pictures of README and docs, taken from a site as make run leaves it."""

import ast
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch, paste, sign_in
from tests.pages import LEARNER
from tests.site import ROOT, Site

IMAGES = ROOT / "docs" / "images"
CATALOG = ROOT / "exercises" / "catalog"
ONE_TOKEN_AHEAD = """import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(np.roll(mask, 1, axis=-1), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
"""


def mistake(folder: str, name: str) -> tuple[str, str]:
    """The exercise's slug and one of its classic mistakes, without the docstring that gives it away."""
    tree = ast.parse((CATALOG / folder / "mistakes" / f"{name}.py").read_text(encoding="utf-8"))
    tree.body = tree.body[1:]
    return Path(folder).name, ast.unparse(tree) + "\n"


FEEDBACK = {
    "failed-gradient": mistake("deep-learning/two-layer-backprop", "hidden_bias_not_averaged"),
    "leaking-mask": ("scaled-dot-product-attention", ONE_TOKEN_AHEAD),
    "skewed-distribution": mistake("generation/sample-next-token", "divides_the_probabilities"),
    "divergent-merge": mistake("transformers/byte-pair-encoding", "counts_only_at_the_start"),
}


def verdict(page: Page, slug: str, source: str) -> None:
    """Submit this and wait for what the learner reads."""
    page.goto(f"/exercises/{slug}/")
    paste(page, source)
    page.get_by_role("button", name="Submit").click()
    page.locator("#result .checks").wait_for()


def main(images: Path = IMAGES) -> None:
    images.mkdir(parents=True, exist_ok=True)
    with Site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 1060}, base_url=site.address)
        sign_in(page, site, LEARNER)
        for name, path in (("home", "/"), ("plan", "/plan/")):
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=images / f"{name}.png")
        verdict(page, "scaled-dot-product-attention", ONE_TOKEN_AHEAD)
        page.screenshot(path=images / "verdict.png")
        for name, (slug, source) in FEEDBACK.items():
            verdict(page, slug, source)
            page.locator("#result .verdict").screenshot(path=images / f"feedback-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
