"""A provider that is slow, large, elsewhere or forged costs a sign-in, and nothing else."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.single_sign_on import documents, views
from accounts.single_sign_on.adapter import UNREADABLE
from accounts.single_sign_on.documents import ProviderError, read_configuration, read_id_token
from accounts.single_sign_on.providers import identity_providers
from accounts.tests.single_sign_on import BEGIN, begin
from lib.bounded_requests import MAX_BYTES
from tests.oidc import TestProvider, Visitor

pytestmark = pytest.mark.django_db
Respond = Callable[[BaseHTTPRequestHandler], None]


class StrangeServer:
    """Answers every request as a test says."""

    def __init__(self) -> None:
        self.respond: Respond = lambda handler: None
        self.count = 0
        strange = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                strange.count += 1
                strange.respond(self)

            def log_message(self, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def say(self, document: object) -> None:
        self.respond = lambda handler: send(handler, json.dumps(document).encode())


def send(handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body))} | headers
    for name, value in fields.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def strange(db: None, settings: Settings) -> Iterator[StrangeServer]:
    server = StrangeServer()
    settings.OIDC_ISSUER, settings.OIDC_NETWORKS, settings.OIDC_DOMAINS = server.address, ["127.0.0.0/8"], ["x.example"]
    identity_providers.renew()
    yield server
    server.server.shutdown()
    server.server.server_close()


def configuration(address: str, **others: object) -> dict[str, object]:
    endpoints = {name: f"{address}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    return {"issuer": address, **endpoints, **others}


def refused(client: Client) -> bool:
    page = client.post(BEGIN)
    return page.status_code == 502 and UNREADABLE.format(provider=settings.OIDC_NAME) in page.text


def test_a_configuration_is_read_once_an_hour(client: Client, strange: StrangeServer) -> None:
    strange.say(configuration(strange.address))
    for _ in range(3):
        assert begin(client).startswith(f"{strange.address}/authorization_endpoint?")
    assert strange.count == 1


@pytest.mark.parametrize(
    "others",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://x\r\nSet-Cookie: a=b"},
        {"authorization_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"token_endpoint": 5},
        {"jwks_uri": ""},
        {"userinfo_endpoint": "ftp://x"},
    ],
)
def test_a_configuration_with_strange_addresses_is_refused(
    client: Client, strange: StrangeServer, others: dict[str, object]
) -> None:
    strange.say(configuration(strange.address, **others))
    assert refused(client)


@pytest.mark.parametrize("document", [[], "x", None, 5, {}, {"issuer": {}}])
def test_an_answer_of_another_shape_is_refused(client: Client, strange: StrangeServer, document: object) -> None:
    strange.say(document)
    assert refused(client)


def test_an_answer_that_is_too_large_is_not_read(client: Client, strange: StrangeServer) -> None:
    strange.respond = lambda handler: send(handler, b" " * (MAX_BYTES + 1))
    assert refused(client)


def test_it_follows_no_redirect(client: Client, strange: StrangeServer) -> None:
    strange.respond = lambda handler: send(handler, b"", status=302, Location=f"{strange.address}/elsewhere")
    assert refused(client)
    assert strange.count == 1


def test_an_answer_that_never_ends_is_given_up(
    client: Client, strange: StrangeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time, and the last never."""
    monkeypatch.setattr(documents, "SECONDS", 0.5)
    is_over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not is_over.wait(0.05):
                handler.wfile.write(b" ")
        except OSError:
            is_over.set()

    strange.respond = drip
    began = time.monotonic()
    assert refused(client)
    assert time.monotonic() - began < 5
    is_over.set()


def test_an_address_in_our_network_is_not_asked(client: Client, strange: StrangeServer, settings: Settings) -> None:
    settings.OIDC_NETWORKS = []
    for address in (strange.address, strange.address.replace("http:", "https:"), "https://169.254.169.254"):
        settings.OIDC_ISSUER = address
        identity_providers.renew()
        assert refused(client)
    assert strange.count == 0


def test_a_host_that_nobody_answers_at_is_given_up(client: Client, strange: StrangeServer, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.OIDC_ISSUER = f"http://127.0.0.1:{port}"
    identity_providers.renew()
    assert refused(client)


def test_only_half_of_the_threads_wait_for_providers(
    client: Client, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Visitor("emmy").answer(begin(client))
    monkeypatch.setattr(views, "_waiting", threading.BoundedSemaphore(1))
    views._waiting.acquire()
    assert client.post(BEGIN).status_code == 503
    answer = client.get(path)
    assert (answer.status_code, answer["Refresh"]) == (503, str(views.AGAIN_SECONDS))
    views._waiting.release()
    assert client.get(path).status_code == 302


def test_somebody_who_finds_no_thread_gets_the_next_one(
    client: Client, provider: TestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_waiting", threading.BoundedSemaphore(1))
    views._waiting.acquire()
    threading.Timer(0.1, views._waiting.release).start()
    assert client.post(BEGIN).status_code == 200


def test_a_token_that_another_key_signed_is_refused(provider: TestProvider) -> None:
    found = read_configuration(provider.address)
    kid = requests.get(found["jwks_uri"], timeout=9).json()["keys"][0]["kid"]
    now = int(time.time())
    claims = {"iss": provider.address, "aud": "descent", "sub": "emmy-1", "iat": now, "exp": now + 60, "nonce": "n"}
    forged_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    tokens = [
        jwt.encode(claims, forged_key, algorithm="RS256", headers={"kid": kid}),
        jwt.encode(claims, forged_key, algorithm="RS256"),
        jwt.encode(claims, forged_key, algorithm="RS256", headers={"kid": "unknown"}),
        jwt.encode(claims, key="", algorithm="none", headers={"kid": kid}),
        jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": kid}),
        "x.y.z",
        "",
    ]
    for token in tokens:
        with pytest.raises(ProviderError):
            read_id_token(token, configuration=found, client_id="descent", nonce="n")
