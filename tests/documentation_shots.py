"""`python -m tests.documentation_shots`: take the pictures of README and docs from a demo site."""

from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from runner.protocol.mistakes import read_mistakes
from tests.chromium import launch, paste, sign_in
from tests.pages import LEARNER, THEMES
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
    """The exercise's slug and one of its classic mistakes."""
    return Path(folder).name, {known.name: known.source for known in read_mistakes(CATALOG / folder)}[name]


FEEDBACK = {
    "failed-gradient": mistake("deep-learning/two-layer-backprop", "hidden_bias_not_averaged"),
    "leaking-mask": ("scaled-dot-product-attention", ONE_TOKEN_AHEAD),
    "skewed-distribution": mistake("generation/sample-next-token", "divides_the_probabilities"),
    "divergent-merge": mistake("transformers/byte-pair-encoding", "counts_only_at_the_start"),
}
LOOK = {  # for docs/look.md: the path, the page's width, the element
    "head": ("/", 760, ".head"),
    "nav": ("/hours/", 1000, ".masthead"),
    "list": ("/roadmap/phases/3/", 760, ".list"),
    "map": ("/", 800, ".map > .wide"),
    "map-phone": ("/", 320, ".map > .upright"),
    "log": ("/hours/", 760, "form.log"),
    "share": ("/hours/", 760, ":has(> .share)"),
    "calendar": ("/hours/", 900, ".calendar"),
    "field": ("/account/settings/", 760, ".field"),
    "chips": ("/roadmap/topics/", 760, ".chips"),
    "foot": ("/hours/", 760, ".foot"),
}
LOOK_OUTSIDE = {"way-in": ("/exercises/two-layer-backprop/", 760, ".bench > .row")}  # shown only to visitors
PICTURES = {
    "heatmap": ("scaled-dot-product-attention", ONE_TOKEN_AHEAD),
    "bars": FEEDBACK["skewed-distribution"],
    "curve": mistake("deep-learning/adam", "fixed_rates"),
    "boundary": mistake("classical-ml/logistic-regression", "stops_early"),
    "graph": mistake("deep-learning/scalar-autograd", "assigns"),
}


def verdict(page: Page, slug: str, source: str) -> None:
    """Submit this and wait for its verdict."""
    page.goto(f"/exercises/{slug}/")
    paste(page, source)
    # The page shows the verdict of an earlier submission until the new one arrives. Don't take a picture of that one.
    page.locator("#result .verdict").evaluate_all("(verdicts) => verdicts.forEach((verdict) => verdict.remove())")
    page.get_by_role("button", name="Submit").click()
    page.locator("#result .checks").wait_for()


def in_both_themes(page: Page, selector: str, path: Path) -> None:
    """Save the first such element as PATH-light.png and PATH-dark.png."""
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.locator(selector).first.screenshot(path=path.with_name(f"{path.name}-{theme}.png"))
    page.emulate_media(color_scheme="light")


def components(page: Page, images: Path, shown: dict[str, tuple[str, int, str]]) -> None:
    for name, (path, width, selector) in shown.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path, wait_until="networkidle")
        in_both_themes(page, selector, images / f"look-{name}")


def thread(page: Page, images: Path) -> None:
    """A question and its answer, opened from the home page."""
    page.set_viewport_size({"width": 1000, "height": 900})
    page.goto("/")
    page.locator("main a[href*='/questions/']").first.click()
    page.wait_for_load_state("networkidle")
    in_both_themes(page, "main", images / "look-thread")


def look(page: Page, images: Path) -> None:
    """Each component of docs/look.md. A timer runs, so that the masthead shows it."""
    page.goto("/hours/")
    page.get_by_role("button", name="Start reading").click()
    page.wait_for_load_state("networkidle")
    components(page, images, LOOK)
    thread(page, images)
    page.goto("/hours/")
    page.get_by_role("button", name="Discard").click()
    in_both_themes(page, ".messages", images / "look-messages")
    page.set_viewport_size({"width": 760, "height": 900})
    for name, (slug, source) in PICTURES.items():
        verdict(page, slug, source)
        in_both_themes(page, "#result .picture", images / f"look-{name}")


def main(images: Path = IMAGES) -> None:
    images.mkdir(parents=True, exist_ok=True)
    with Site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        components(browser.new_page(base_url=site.address), images, LOOK_OUTSIDE)
        page = browser.new_page(viewport={"width": 1280, "height": 1060}, base_url=site.address)
        sign_in(page, site, LEARNER)
        page.goto("/", wait_until="networkidle")
        page.screenshot(path=images / "home.png")
        for name, (slug, source) in FEEDBACK.items():
            verdict(page, slug, source)
            if name == "leaking-mask":  # a second submission would be compared with the first
                page.screenshot(path=images / "verdict.png")
            page.locator(".tabs").evaluate("tabs => tabs.style.position = 'static'")  # they would cover the headline
            page.locator("#result .verdict").screenshot(path=images / f"feedback-{name}.png")
        look(page, images)
        browser.close()


if __name__ == "__main__":
    main()
