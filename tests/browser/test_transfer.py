"""A first load is small, a later one smaller, and all of it comes from our origin. Chromium counts the bytes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState

from tests.chromium import new_context, sign_in
from tests.pages import LEARNER
from tests.production import Production
from tests.site import Site
from tests.transfer import FIRST_LIMIT, LATER_LIMIT, SEEN, VISITS, load

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def production(site: Site) -> Iterator[Production]:
    with Production(site) as production:
        yield production


@pytest.fixture(scope="module")
def signed_in(production: Production, browser: Browser) -> StorageState:
    context = new_context(browser, base_url=production.address)
    sign_in(context.new_page(), production, LEARNER)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize(("name", "path", "role"), VISITS, ids=[name for name, _, _ in VISITS])
def test_a_first_load_is_light(
    name: str, path: str, role: str, production: Production, browser: Browser, signed_in: StorageState
) -> None:
    context = new_context(browser, base_url=production.address, storage_state=signed_in if role else None)
    first = load(context, path)
    context.close()
    assert first.from_elsewhere(production.address) == []
    assert 0 < first.total <= FIRST_LIMIT, first.sizes


def test_later_loads_are_little_more_than_the_text(
    production: Production, browser: Browser, signed_in: StorageState
) -> None:
    context = new_context(browser, base_url=production.address, storage_state=signed_in)
    for path in SEEN:
        load(context, path)
    later = {name: load(context, path) for name, path, role in VISITS if role}
    context.close()
    assert {name: found.sizes for name, found in later.items() if not 0 < found.total <= LATER_LIMIT} == {}
