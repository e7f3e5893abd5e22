"""Hours, weeks and dates say the same on every page, for three learners who are at different places."""

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import signed_in
from tests.chromium import new_context
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

HOURS = r"((?:\d[\d.]* to )?\d[\d.]* h)"
DATE = r"\d+ \w+(?: \d{4})?"
Read = Callable[[str], str]
Facts = dict[str, dict[str, str]]  # what is said, and by which page


def text_of(page: str) -> str:
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def facts_of(read: Read) -> Facts:
    """What the pages say of the same figures."""
    facts: Facts = defaultdict(dict)

    def note(fact: str, path: str, pattern: str) -> None:
        if match := re.search(pattern, text_of(read(path))):
            facts[fact][path] = " to ".join(match.groups())

    for path, pattern in (
        ("/", rf"topics done, {HOURS} to go"),
        ("/roadmap/", rf"{HOURS} to go"),
        ("/plan/", rf"You have {HOURS} left"),
    ):
        note("hours left", path, pattern)
    for path, pattern in (
        ("/", rf"Expected done: ({DATE}) to ({DATE})"),
        ("/roadmap/", rf"between ({DATE}) and ({DATE})"),
        ("/plan/", rf"between ({DATE}) and ({DATE})"),
    ):
        note("finish", path, pattern)
    for path, pattern in (("/", r"([\d.]+) of [\d.]+ h this week"), ("/hours/", r"This week: ([\d.]+) h")):
        note("this week", path, pattern)
    for path in ("/", "/hours/"):
        note("last week", path, r"Last week: ([\d.]+) h")
    for number in re.findall(r'href="/roadmap/phases/(\d+)/"', read("/roadmap/")):
        note(f"phase {number}", f"/roadmap/phases/{number}/", rf"{HOURS} to go")
    for number, name in enumerate(("Foundations", "Classical ML", "Deep learning", "Transformers", "LLMs"), start=1):
        note(f"phase {number}", "/roadmap/", rf"{number} {name} {HOURS} left")
    for uid in dict.fromkeys(re.findall(r'href="[^"]*\?topic=([\w-]+)', read("/roadmap/"))):
        card, topic = f"/roadmap/?topic={uid}", f"/roadmap/topics/{uid}/"
        note(f"{uid} left", card, rf"{HOURS} to go, of")
        note(f"{uid} left", topic, rf"{HOURS}(?: left| to go)\.")
        note(f"{uid} at pace", card, rf"to go, of {HOURS} at your pace")
        note(f"{uid} at pace", topic, rf"{HOURS} at your pace")
        title = text_of(re.findall(r"<h1.*?</h1>", read(topic), re.DOTALL)[0])
        note(f"{uid} at pace", "/", rf"{re.escape(title)} {HOURS} (?:\d+ of|◇|✓|$)")
        for path in (card, topic):
            if ring := re.search(r'<text[^>]*>(\d+)</text>\s*<text class="of"[^>]*>of (\d+)', read(path)):
                facts[f"{uid} proven"][path] = " of ".join(ring.groups())
    return facts


@pytest.fixture(params=["nora", "grete", "amara"])
def read(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Read]:
    """`read("/plan/")` is the page's HTML, read once."""
    state = signed_in(site, browser, f"{request.param}@demo.descent.test")
    context = new_context(browser, base_url=site.address, storage_state=state)
    pages: dict[str, str] = {}

    def read(path: str) -> str:
        if path not in pages:
            response = context.request.get(path)
            assert response.ok, f"{path}: {response.status}"
            pages[path] = response.text()
        return pages[path]

    yield read
    context.close()


def test_pages_agree_on_hours_weeks_dates_and_passes(read: Read) -> None:
    facts = facts_of(read)
    assert len([fact for fact, pages in facts.items() if len(pages) > 1]) > 20, "the pages have other words now"
    assert {fact: pages for fact, pages in facts.items() if len(set(pages.values())) > 1} == {}


def test_topics_done_are_those_proven_known_or_claimed(read: Read) -> None:
    done, total = re.search(r"(\d+) of (\d+) topics done", text_of(read("/"))).groups()  # type: ignore[union-attr]
    standing = re.search(
        rf"(\d+) of {total} topics proven(?:, (\d+) known)?(?:, (\d+) claimed)?", text_of(read("/roadmap/"))
    )
    assert standing
    assert sum(int(count or 0) for count in standing.groups()) == int(done)
