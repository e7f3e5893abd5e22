"""`python -m bench.beside` reports a page's faults, and finds none on our front page."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from bench import beside
from tests.site import Site

pytestmark = pytest.mark.browser

# No language, no title, wider than a phone, shifted by the script that builds it, with an image from another host.
BAD = """<!doctype html><body><div id="it" style="width: 900px; height: 200px; background: silver"></div><script>
  document.body.append("only with scripts ");
  document.body.append(Object.assign(new Image(), {src: "http://localhost:%d/picture"}));
  setTimeout(() => { it.style.marginTop = "400px"; }, 100);
</script>"""


class BadPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write((BAD % self.connection.getsockname()[1]).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def bad_page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), BadPage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(autouse=True)
def _settled_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "SETTLE_MS", 300)


def test_it_finds_nothing_wrong_with_our_front_page(browser: Browser, site: Site) -> None:
    seen = beside.measure(browser, f"{site.address}/")
    assert (seen.hosts, seen.shift, seen.axe_desk, seen.axe_phone, seen.too_wide_px) == ([], 0, 0, 0, 0)
    assert seen.words_without_scripts > 100
    assert 0 < seen.later_kb < seen.first_kb


def test_it_reports_each_fault_of_a_page(browser: Browser, bad_page: str) -> None:
    seen = beside.measure(browser, bad_page)
    assert [host.partition(":")[0] for host in seen.hosts] == ["localhost"]
    assert seen.shift > 0
    assert seen.axe_desk > 0
    assert seen.axe_phone > 0
    assert seen.too_wide_px > 500
    assert (seen.words, seen.words_without_scripts) == (3, 0)
