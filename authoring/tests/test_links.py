"""Links to other sites are checked against the real network, and never reach into our own."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from ipaddress import ip_network
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from authoring.links.actions import check_due_links, check_link, find_links
from authoring.links.models import ExternalLink, LinkState
from authoring.links.rules import LinkPlace, group_by_link, links_in_html
from curriculum.models import Resource, Roadmap, Section, Topic
from lib.markdown import find_links as links_of_text
from tests.patience import PATIENCE_S

LOOPBACK = "127.0.0.0/8"
ANSWERS = {
    "/works": (200, ""),
    "/gone": (410, ""),
    "/missing": (404, ""),
    "/forbidden": (403, ""),
    "/crashes": (500, ""),
    "/moved": (301, "/works"),
    "/moved-to-nothing": (301, "/missing"),
    "/for-now": (302, "/works"),
    "/first-for-now": (302, "/moved"),
    "/circle": (302, "/circle"),
    "/inside": (302, "http://10.1.2.3/admin"),
    "/to-a-file": (302, "file:///etc/passwd"),
}


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._answer(*((405, "") if self.path == "/only-get" else ANSWERS.get(self.path, (200, ""))))

    def do_GET(self) -> None:
        self._answer(*ANSWERS.get(self.path, (200, "")))

    def _answer(self, status: int, location: str) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def _drip(self) -> None:
        """A header that ends long after everybody should have left; then it's an answer like any other."""
        end = time.monotonic() + PATIENCE_S
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Drip: ")
            while time.monotonic() < end:
                self.wfile.write(b"X")
                time.sleep(0.05)
            self.wfile.write(b"\r\n\r\n")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Dripping(Handler):
    def do_HEAD(self) -> None:
        self._drip()

    def do_GET(self) -> None:
        self._drip()


def serve(handler: type[Handler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    yield from serve(Handler)


@pytest.fixture(scope="module")
def dripping_site() -> Iterator[str]:
    yield from serve(Dripping)


# ---------------------------------------------------------------- one link


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/works", LinkState.WORKS),
        ("/only-get", LinkState.WORKS),
        ("/gone", LinkState.BROKEN),
        ("/missing", LinkState.BROKEN),
        ("/moved-to-nothing", LinkState.BROKEN),
        ("/circle", LinkState.BROKEN),
        ("/to-a-file", LinkState.BROKEN),
        ("/forbidden", LinkState.UNCLEAR),
        ("/crashes", LinkState.UNCLEAR),
        ("/for-now", LinkState.WORKS),
        ("/first-for-now", LinkState.WORKS),
        ("/inside", LinkState.PRIVATE),
    ],
)
def test_an_answer_gives_the_link_its_state(site: str, path: str, state: LinkState) -> None:
    result = check_link(site + path, [ip_network(LOOPBACK)])
    assert result.state == state
    assert bool(result.detail) == (state != LinkState.WORKS)


def test_a_link_that_has_moved_says_where_to(site: str) -> None:
    result = check_link(f"{site}/moved", [ip_network(LOOPBACK)])
    assert (result.state, result.location) == (LinkState.MOVED, f"{site}/works")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0", "2130706433"])
def test_it_never_reaches_our_own_network(site: str, host: str) -> None:
    port = site.rpartition(":")[2]
    assert check_link(f"http://{host}:{port}/works").state == LinkState.PRIVATE


@pytest.mark.parametrize(
    "url", ["http://", "http://[", "https://user:word@example.org/", "http://a b/", "http://x:99999/"]
)
def test_what_is_no_address_is_broken(url: str) -> None:
    assert check_link(url).state == LinkState.BROKEN


def test_a_server_that_drips_is_left_after_the_limit(dripping_site: str) -> None:
    """Each byte comes in time, so only a limit for all of them ends it."""
    assert check_link(f"{dripping_site}/", [ip_network(LOOPBACK)], seconds=0.5).state == LinkState.UNCLEAR


def test_nothing_listens(site: str) -> None:
    assert check_link("http://127.0.0.1:9/", [ip_network(LOOPBACK)]).state == LinkState.UNCLEAR


# ---------------------------------------------------------------- which links there are


def test_links_of_a_text_are_found_without_its_code() -> None:
    text = (
        "See [this](https://a.example/x) and <https://b.example>, not `https://c.example`.\n\n- [in](https://d.example)"
    )
    assert links_of_text(text) == ["https://a.example/x", "https://b.example", "https://d.example"]


def test_a_link_is_listed_once_with_all_its_places() -> None:
    one, two = LinkPlace("One", "/one/"), LinkPlace("Two", "/two/")
    pairs = [("https://a.example/#x", one), ("https://a.example/", two), ("/roadmap/", one), ("mailto:a@b.c", one)]
    assert group_by_link(pairs) == {"https://a.example/": [one.as_json(), two.as_json()]}


def test_an_escaped_address_is_read_as_the_browser_reads_it() -> None:
    assert list(links_in_html('<a href="https://a.example/?x=1&amp;y=2">')) == ["https://a.example/?x=1&y=2"]


def test_the_links_of_the_roadmap_are_listed_and_forgotten_with_it(roadmap: None) -> None:
    Topic.objects.filter(uid="calculus").update(body="Read [this](https://calculus.example/).")
    find_links()
    link = ExternalLink.objects.get(url="https://calculus.example/")
    assert [place["title"] for place in link.places] == ["Calculus"]
    resource = Resource.objects.exclude(url="").filter(retired=False)[0]
    assert ExternalLink.objects.filter(url=resource.url.partition("#")[0]).exists()
    ExternalLink.objects.filter(pk=link.pk).update(state=LinkState.WORKS, checked_at=timezone.now())
    find_links()
    link.refresh_from_db()
    assert link.state == LinkState.WORKS
    Topic.objects.filter(uid="calculus").update(body="")
    find_links()
    assert not ExternalLink.objects.filter(pk=link.pk).exists()


# ---------------------------------------------------------------- checking them


@pytest.fixture
def links(db: None, site: str, settings: Settings) -> str:
    """A roadmap with two links, and checking them is on."""
    settings.CHECK_LINKS, settings.LINK_NETWORKS = True, [LOOPBACK]
    section = Section.objects.create(
        uid="mathematics", number="1", title="Mathematics",
        roadmap=Roadmap.objects.create(uid="small", title="Small", balance_coding=100),
    )  # fmt: skip
    body = f"[One]({site}/works), [two]({site}/missing)."
    Topic.objects.create(uid="calculus", section=section, number="1.1", title="Calculus", stars=5, body=body)
    return site


def test_the_command_checks_all_and_fails_for_a_broken_one(links: str) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("check_links", stdout=out)
    assert f"{links}/missing (Calculus)" in out.getvalue()
    states = dict(ExternalLink.objects.values_list("url", "state"))
    assert states == {f"{links}/works": LinkState.WORKS, f"{links}/missing": LinkState.BROKEN}


def test_a_worker_checks_only_what_is_due(links: str) -> None:
    find_links()
    check_due_links()
    assert not ExternalLink.objects.due_for_check().exists()
    ExternalLink.objects.filter(url=f"{links}/missing").update(checked_at=timezone.now() - ExternalLink.MAX_AGE)
    assert [link.url for link in ExternalLink.objects.due_for_check()] == [f"{links}/missing"]


def test_turned_off_it_asks_nobody(links: str, settings: Settings) -> None:
    settings.CHECK_LINKS = False
    find_links()
    check_due_links()
    assert not ExternalLink.objects.exclude(checked_at=None).exists()
    with pytest.raises(CommandError, match="CHECK_LINKS=1"):
        call_command("check_links")


def test_admins_see_the_broken_ones_first(
    links: str, grace: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    find_links()
    check_due_links()
    client, url = client_of(grace), reverse("authoring:link_list")
    page = client.get(url)
    assert [link.state for link in page.context["links"].links] == [LinkState.BROKEN, LinkState.WORKS]
    assert 'id="checks-are-off"' not in page.text
    settings.CHECK_LINKS = False
    assert 'id="checks-are-off"' in client.get(url).text


def test_an_admin_has_all_of_them_checked_again(
    links: str, grace: User, client_of: Callable[[User], Client], settings: Settings
) -> None:
    find_links()
    check_due_links()
    client_of(grace).post(reverse("authoring:check_links"))
    assert ExternalLink.objects.due_for_check().count() == 2
