"""docs/deploy/nginx.conf and docs/deploy/Caddyfile, run: what a proxy must pass on, replace and refuse."""

import gzip
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.web.body_limit import MAX_API_UPLOAD_BYTES, MAX_BODY_BYTES, MAX_UPLOAD_BYTES
from tests.proxies import CLIENT, NAME, Proxy, production, proxy_of

PROXIES = [
    pytest.param(kind, marks=pytest.mark.skipif(shutil.which(kind) is None, reason=f"no {kind}"))
    for kind in ("nginx", "caddy")
]
LIMITS = {"/": MAX_BODY_BYTES} | MAX_UPLOAD_BYTES | MAX_API_UPLOAD_BYTES
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("proxies")]


@pytest.fixture(scope="module")
def web(django_db_setup: None, valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port and the log of a web in production."""
    with production(tmp_path_factory.mktemp("var")) as served:
        yield served


@pytest.fixture(scope="module")
def running(web: tuple[int, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Proxy]]:
    with ExitStack() as stack:
        kinds = [kind for kind in ("nginx", "caddy") if shutil.which(kind)]
        folder = tmp_path_factory.mktemp("proxies")
        yield {kind: stack.enter_context(proxy_of(kind, folder / kind, web[0])) for kind in kinds}


@pytest.fixture(params=PROXIES)
def proxy(request: pytest.FixtureRequest, running: dict[str, Proxy]) -> Proxy:
    return running[request.param]


def test_it_passes_on_the_name_of_the_site_and_that_the_page_is_encrypted(proxy: Proxy) -> None:
    assert proxy.ask("GET", "/hours/import/").status in {200, 302}  # 400 would mean: another Host
    assert "max-age=31536000" in proxy.ask("GET", "/").headers["Strict-Transport-Security"]
    metadata = json.loads(proxy.ask("GET", "/.well-known/oauth-authorization-server").body)
    addresses = [value for value in metadata.values() if str(value).startswith("http")]
    assert len(addresses) > 2
    assert all(address.startswith(f"https://{NAME}") for address in addresses)


def test_it_tells_the_clients_address_and_no_other(proxy: Proxy, web: tuple[int, Path]) -> None:
    path = f"/nowhere-{proxy.tls}/"
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    answer = proxy.ask("GET", path, headers=forged)
    assert answer.status == 404
    assert "Strict-Transport-Security" in answer.headers
    lines = [json.loads(row) for row in web[1].read_text().splitlines() if path in row]
    assert {line["ip"] for line in lines if "ip" in line} == {CLIENT}


@pytest.mark.parametrize("path", LIMITS)
def test_it_takes_bodies_as_large_as_the_web_does(proxy: Proxy, path: str) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    assert proxy.ask("POST", path, body=b"x" * LIMITS[path], headers=form).status not in {413, 502}
    assert proxy.ask("POST", path, body=b"x" * (LIMITS[path] + 1), headers=form).status == 413


def test_it_compresses_nothing_twice(proxy: Proxy) -> None:
    answer = proxy.ask("GET", "/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get_all("Content-Encoding") == ["gzip"]
    assert b"<!doctype html>" in gzip.decompress(answer.body)[:200].lower()


def test_it_gives_up_a_head_that_doesnt_end(proxy: Proxy) -> None:
    with proxy.connect() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert line.recv(2**10).startswith((b"", b"HTTP/1.1 408"))
