"""A project's whole life: a learner, a peer and a mentor, from the brief to the public evidence."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from projects.catalogue import Project, projects
from projects.tests.conftest import PNG
from projects.tests.test_project_service import sample_files
from tests.axe import violations
from tests.browser.conftest import Open
from tests.browser.test_asking import fits_a_phone
from tests.pages import FURTHER_ON, LEARNER, MENTOR, NOBODY

pytestmark = pytest.mark.browser

# Those of which nobody in the demo has handed in a work.
PROJECT, PEER_PROJECT = projects()["profile-a-kernel"], projects()["reproduce-a-figure"]
SHOTS = os.environ.get("SHOTS_OF_PROJECTS")  # a folder, to look at each step
CHECK_MS = 60_000  # the first check of a version loads its code


def test_a_project_goes_from_its_brief_to_public_evidence(open_as: Open) -> None:
    start = time.monotonic()
    learner = open_as(LEARNER, page_of(PROJECT))
    shoot(learner, "1-brief")
    learner.get_by_role("button", name="Start this project").click()
    for milestone in PROJECT.milestones[:2]:
        learner.get_by_role("button", name=f"Reached: {milestone.title}", exact=True).click()
    upload_all(learner, PROJECT)
    expect(learner.locator("#file-check.passed")).to_be_visible(timeout=CHECK_MS)
    shoot(learner, "2-files-checked")
    hand_in(learner, PROJECT, "I tiled it for the cache.", level=2)
    shoot(learner, "3-handed-in")
    link = learner.url

    mentor = open_as(MENTOR, "/projects/cohorts/autumn/")
    shoot(mentor, "4-mentor-list")
    mentor.locator("main a", has_text=PROJECT.title).first.click()
    expect(mentor.locator("#file-check.passed")).to_be_visible()
    shoot(mentor, "5-mentor-reads")
    assess(mentor, "Something is missing", level=1, text="Say how often you ran it.")

    learner.goto(link)
    expect(learner.get_by_text("Say how often you ran it.")).to_be_visible()
    shoot(learner, "6-missing")
    hand_in(learner, PROJECT, "I tiled it for the cache. The median is of 100 runs.", level=2)
    mentor.reload()
    assess(mentor, "Sign off", level=3, text="Clear.")
    shoot(mentor, "7-signed-off")

    learner.reload()
    expect(learner.locator(".facts .state.approved")).to_be_visible()
    learner.get_by_role("button", name="Show it on").click()
    expect(learner.get_by_role("button", name="Don’t show it")).to_be_visible()
    visitor = open_as(NOBODY, "/evidence/")
    visitor.locator("main a[href^='/evidence/']", has_text="Nora").first.click()
    visitor.locator("#projects a", has_text=PROJECT.title).click()
    expect(visitor.get_by_role("heading", name=PROJECT.title)).to_be_visible()
    expect(visitor.locator("main")).to_contain_text("median is of 100 runs")
    shoot(visitor, "8-evidence")
    for page in (learner, mentor, visitor):
        assert_accessible(page)
    assert time.monotonic() - start < 15 * 60


def test_a_peer_reviews_it_without_names(open_as: Open) -> None:
    mentor = open_as(MENTOR, "/projects/cohorts/autumn/")
    mentor.get_by_role("button", name=f"Switch on: {PEER_PROJECT.title}").click()
    expect(mentor.get_by_role("button", name=f"Switch off: {PEER_PROJECT.title}")).to_be_visible()
    learner, peer = open_as(LEARNER, page_of(PEER_PROJECT)), open_as(FURTHER_ON, page_of(PEER_PROJECT))
    for page, report in ((learner, "Three seeds, each with its own data."), (peer, "Mine has five seeds.")):
        page.get_by_role("button", name="Start this project").click()
        upload_all(page, PEER_PROJECT)
        hand_in(page, PEER_PROJECT, report, level=1)

    peer.get_by_role("link", name="work of others").click()
    peer.get_by_role("button", name="Get works").click()
    works = peer.locator("main a[href*='/projects/peer-reviews/']")
    expect(works).to_have_count(1)  # nobody else has handed in
    shoot(peer, "9-peer-list")
    assert_accessible(peer)
    works.click()
    expect(peer.locator("main")).to_contain_text("each with its own data")
    expect(peer.locator("main")).not_to_contain_text("Nora")
    choose_levels(peer, PEER_PROJECT, 2)
    peer.locator("main textarea").fill("The spread is there, but the tolerance is wider than the effect.")
    shoot(peer, "10-peer-reads")
    assert_accessible(peer)
    peer.get_by_role("button", name="Submit the review").click()
    expect(peer.get_by_role("button", name="Undo")).to_be_visible()

    learner.reload()
    expect(learner.locator("#peer-reviews")).to_contain_text("wider than the effect")
    shoot(learner, "11-peer-result")
    assert_accessible(learner)


def assert_accessible(page: Page) -> None:
    """Nothing for axe at either width, and nothing wider than a phone."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        if width == 390:
            fits_a_phone(page)
        assert violations(page) == []


def page_of(project: Project) -> str:
    return f"/projects/{project.slug}/"


def upload_all(page: Page, project: Project) -> None:
    """Choose and upload each file of the project. The last answer shows the check of all."""
    texts = sample_files(project.check_files["solution.py"])
    for slot in project.files:
        if not slot.required:
            continue
        text = texts.get(slot.uid, "# My own\n").encode()
        suffix = next(suffix for suffix in slot.suffixes if suffix != ".ipynb")
        content = PNG if suffix == ".png" else text
        file: FilePayload = {"name": f"mine{suffix}", "mimeType": "text/plain", "buffer": content}
        page.set_input_files(f"#file-{slot.uid}", files=[file])
        page.get_by_role("button", name=f"Upload: {slot.title}", exact=True).click()
        expect(page.get_by_role("button", name=f"Replace: {slot.title}", exact=True)).to_be_visible()


def hand_in(page: Page, project: Project, report: str, *, level: int) -> None:
    page.locator("#report-text").fill(report)
    choose_levels(page, project, level)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator(".facts .state.waiting")).to_be_visible()


def assess(page: Page, button: str, *, level: int, text: str) -> None:
    choose_levels(page, PROJECT, level)
    page.locator("#assessment-text").fill(text)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def choose_levels(page: Page, project: Project, level: int) -> None:
    for row in project.rubric:
        page.locator(f"input[name='level-{row.uid}'][value='{level}']").check()


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
