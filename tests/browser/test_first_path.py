"""A newcomer's first hour: they log time, get a wrong bias gradient explained, fix it, and prove a criterion."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open
from tests.chromium import leads_to, new_context, paste
from tests.pages import LEARNER
from tests.site import Site

pytestmark = pytest.mark.browser

RIGHT = """import numpy as np


def loss_and_grads(params, x, y):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    n = len(x)
    z = x @ W1.T + b1
    h = np.maximum(z, 0)
    s = h @ W2.T + b2
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    loss = -logp[np.arange(n), y].mean()
    ds = np.exp(logp)
    ds[np.arange(n), y] -= 1
    ds /= n
    dz = (ds @ W2) * (z > 0)
    return loss, {"W1": dz.T @ x, "b1": dz.sum(axis=0), "W2": ds.T @ h, "b2": ds.sum(axis=0)}
"""
WRONG = RIGHT.replace('"b1": dz.sum(axis=0)', '"b1": n * dz.sum(axis=0)')
EXERCISE = "/exercises/two-layer-backprop/"
CHECKPOINT = "/checkpoints/phase-3-checkpoint/"


def log_hours(page: Page) -> None:
    page.goto("/roadmap/topics/linear-algebra/")
    page.get_by_label("Log study time").fill("1h30 reading")


def write(page: Page, source: str, *, javascript: bool = True) -> None:
    if javascript:
        paste(page, source)
    else:
        page.locator("textarea[name=source]").fill(source)


def verdict(page: Page, tone: str) -> None:
    """Without JavaScript the page reloads by itself until the verdict arrives."""
    expect(page.locator(f".verdict.{tone}").first).to_be_visible()


@pytest.fixture(params=["javascript", "no javascript"])
def tab(request: pytest.FixtureRequest, open_as: Open) -> tuple[Page, bool]:
    javascript = request.param == "javascript"
    return open_as(LEARNER, "/", javascript=javascript), javascript


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Kolkata"])  # which Chromium calls by its former name
def test_sign_up_takes_the_browsers_time_zone(browser: Browser, site: Site, zone: str) -> None:
    context = new_context(browser, base_url=site.address, timezone_id=zone)
    page = context.new_page()
    page.goto("/accounts/signup/")
    for label, value in (
        ("Name", "Sven"),
        ("Email address", f"{zone[:4]}@example.org"),
        ("Password", "slow-rivers-cut"),
    ):
        page.get_by_label(label).fill(value)
    page.locator("form[action='/accounts/signup/'] .row button").click()
    leads_to(page, "**/start/")
    expect(page.get_by_label("Time zone")).to_have_value(zone)
    context.close()


def test_from_sign_in_to_a_proven_criterion(tab: tuple[Page, bool]) -> None:
    page, javascript = tab
    page.goto("/roadmap/")
    expect(page.get_by_role("main")).to_contain_text("Linear algebra")

    log_hours(page)
    if javascript:
        expect(page.locator("#log-said")).to_contain_text("1 h 30 min")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("1 h 30 min")

    page.goto(EXERCISE)
    write(page, WRONG, javascript=javascript)
    page.get_by_role("button", name="Submit").click()
    verdict(page, "not-yet")
    expect(page.locator(".verdict")).to_contain_text("b1")

    page.goto(EXERCISE)
    write(page, RIGHT, javascript=javascript)
    page.get_by_role("button", name="Submit").click()
    verdict(page, "passed")
    expect(page.get_by_role("main")).to_contain_text("This proves:")
    if javascript:
        expect(page.locator("[data-announce]")).to_contain_text(page.locator("#news").inner_text())

    page.goto(CHECKPOINT)
    proven = page.locator("[id='phase-3.backprop-by-hand']")
    expect(proven).to_contain_text("proven")
    expect(proven).to_contain_text("Backpropagation through two layers")


def test_the_timer_survives_a_reload_and_becomes_an_entry(open_as: Open) -> None:
    page = open_as(LEARNER, "/roadmap/topics/calculus/")
    page.get_by_text("Use the timer").click()
    page.get_by_role("button", name="Start reading").click()
    running = page.get_by_role("link", name="Timer running")
    expect(running).to_contain_text("Calculus")  # reloading before the response arrives would cancel that navigation
    page.reload()
    expect(running).to_contain_text("Calculus")
    page.goto("/hours/")
    expect(page.get_by_role("main")).to_contain_text("Calculus")
