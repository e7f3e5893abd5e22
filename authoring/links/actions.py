"""Find the links to other sites, and check whether they work."""

import ipaddress
import socket
import ssl
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from http.client import HTTPException
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from authoring.drafts.nodes import table_of
from authoring.links.models import ExternalLink, LinkState
from authoring.links.rules import LinkPlace, LinkResult, group_by_link, links_in_html, links_of_nodes, result_of
from curriculum.documents.rows import read_database
from curriculum.models import Roadmap
from exercises.models import Exercise
from lib.errors import RefusedError
from lib.public_http import ConnectionPolicy, Network, PrivateAddressError, ask
from lib.task_queue import enqueue

MAX_LINKS = 5_000
MAX_AT_ONCE = 8  # hosts; those of one host come one after another
MAX_REDIRECTS = 5
MIN_SECONDS = 0.1
LINK_SECONDS = 15.0  # for one link, with its redirects
TASK_SECONDS = 25.0  # then a task starts no more links, so that it ends within its time limit
REDIRECTS = (301, 302, 303, 307, 308)
OFF = "Checking links is turned off. To turn it on, set CHECK_LINKS=1."


@transaction.atomic
def find_links() -> int:
    """List the links that the pages have now, and forget those that they no longer have. Returns how many there are."""
    links = group_by_link(_links())
    links = {url: places for url, places in list(links.items())[:MAX_LINKS] if len(url) <= ExternalLink.MAX_URL_CHARS}
    ExternalLink.objects.exclude(url__in=list(links)).delete()
    rows = [ExternalLink(url=url, places=places) for url, places in links.items()]
    ExternalLink.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["url"], update_fields=["places"], batch_size=500
    )
    return len(rows)


def _links() -> Iterator[tuple[str, LinkPlace]]:
    for roadmap in Roadmap.objects.current():
        table = table_of(read_database(roadmap))
        for link, uid in links_of_nodes(table):
            yield link, LinkPlace(table[uid].title, reverse("authoring:edit_node", args=[roadmap.uid, uid]))
    for exercise in Exercise.objects.open().only("title", "slug", "statement_html", "hints_html"):
        for link in links_in_html(exercise.statement_html, *exercise.hints_html):
            yield link, LinkPlace(exercise.title, exercise.get_absolute_url())


def check_due_links() -> None:
    """Check links on a worker: as many as it can in its time. It comes again for the rest."""
    if settings.CHECK_LINKS:
        check_links(list(ExternalLink.objects.due_for_check()[:MAX_LINKS]), seconds=TASK_SECONDS)


def ask_for_check() -> None:
    """Let a worker find the links and check all of them. Raises RefusedError if it's turned off, or without a queue."""
    if not settings.CHECK_LINKS:
        raise RefusedError(OFF)
    ExternalLink.objects.update(checked_at=None)
    if not (enqueue("authoring.find_links") and enqueue("authoring.check_links")):
        raise RefusedError("The queue can’t be reached. The links will be checked when it’s back.")


def check_all_links() -> int:
    """Find all links and check them, however long it takes. Returns how many there are.

    Raises RefusedError: it's turned off.
    """
    if not settings.CHECK_LINKS:
        raise RefusedError(OFF)
    find_links()
    links = list(ExternalLink.objects.order_by("url"))
    check_links(links)
    return len(links)


def check_links(links: Sequence[ExternalLink], *, seconds: float | None = None) -> None:
    """Check links and store each result at once. After ``seconds``, no more are started."""
    stop_at = None if seconds is None else monotonic() + seconds
    networks = [ipaddress.ip_network(text) for text in settings.LINK_NETWORKS]
    by_host: dict[str, list[str]] = defaultdict(list)
    for link in links:
        by_host[link.url.split("/", 3)[2]].append(link.url)

    def check_host(urls: Sequence[str]) -> list[tuple[str, LinkResult]]:
        return [(url, check_link(url, networks)) for url in urls if stop_at is None or monotonic() < stop_at]

    with ThreadPoolExecutor(MAX_AT_ONCE) as pool:
        for future in as_completed([pool.submit(check_host, urls) for urls in by_host.values()]):
            for url, result in future.result():
                _store(url, result)


def _store(url: str, result: LinkResult) -> None:
    ExternalLink.objects.filter(url=url).update(
        state=result.state, detail=result.detail, location=result.location[: ExternalLink.MAX_URL_CHARS],
        checked_at=timezone.now(),
    )  # fmt: skip


def check_link(url: str, networks: Collection[Network] = (), *, seconds: float = LINK_SECONDS) -> LinkResult:
    """Ask with HEAD, and with GET where that fails: some servers answer only one of them well."""
    stop_at = monotonic() + seconds
    result = _ask_and_follow("HEAD", url, networks, stop_at)
    is_final = result.state in (LinkState.WORKS, LinkState.MOVED, LinkState.PRIVATE)
    return result if is_final else _ask_and_follow("GET", url, networks, stop_at)


def _ask_and_follow(method: str, url: str, networks: Collection[Network], stop_at: float) -> LinkResult:
    moves: list[int] = []
    try:
        while True:
            reply = ask(method, url, seconds=max(MIN_SECONDS, stop_at - monotonic()), policy=ConnectionPolicy(networks))
            if reply.status not in REDIRECTS or not reply.location:
                return result_of(reply.status, moves, url)
            if len(moves) >= MAX_REDIRECTS:
                return LinkResult(state=LinkState.BROKEN, detail="It leads in circles.")
            moves.append(reply.status)
            url = urljoin(url, reply.location)
    except (OSError, HTTPException, ValueError) as error:
        return _failure(error, has_moved=bool(moves))


def _failure(error: Exception, *, has_moved: bool) -> LinkResult:
    target = "It leads to an address" if has_moved else "This is an address"
    match error:
        case PrivateAddressError():
            return LinkResult(state=LinkState.PRIVATE, detail=f"{target} that isn’t public.")
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return LinkResult(state=LinkState.UNCLEAR, detail="The name server didn’t answer.")
        case socket.gaierror():
            return LinkResult(state=LinkState.BROKEN, detail="There is no server of this name.")
        case ssl.SSLCertVerificationError():
            return LinkResult(
                state=LinkState.BROKEN, detail=f"Its certificate isn’t valid: {error.verify_message}."[:200]
            )
        case ValueError():
            return LinkResult(state=LinkState.BROKEN, detail=f"{target} that can’t be opened.")
    return LinkResult(state=LinkState.UNCLEAR, detail="The server didn’t answer.")
