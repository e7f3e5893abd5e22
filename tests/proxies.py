"""nginx and Caddy with the files of docs/deploy/, of which only paths and ports change, before a web in production."""

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from exercises.tests.processes import database_url
from tests.patience import PATIENCE_S, comes_true
from tests.site import ROOT, free_port

DEPLOY = ROOT / "docs" / "deploy"
NAME = "descent.example.org"
CLIENT = "127.0.0.2"  # not the proxy's own address
NGINX = """
daemon off; pid {folder}/pid; error_log stderr warn; events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    include {folder}/site.conf;
}}
"""
CADDY = "{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {plain}\n\thttps_port {tls}\n"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Proxy:
    """The addresses of one that runs."""

    def __init__(self, folder: Path, web: int) -> None:
        folder.mkdir()
        self.folder, self.web = folder, web
        self.plain, self.tls = free_port(), free_port()

    def nginx(self) -> list[str]:
        certificate = self.folder / "certificate.pem"
        request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        files = ["-keyout", str(certificate), "-out", str(self.folder / "chain.pem")]
        subprocess.run([*request, *files], check=True, capture_output=True)
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{self.web}")
        text = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(self.folder / "chain.pem"), text)
        text = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(certificate), text)
        ports = {"80": self.plain, "443": self.tls}
        text = re.sub(r"(listen (?:\[::\]:)?)(80|443)\b", lambda match: f"{match[1]}{ports[match[2]]}", text)
        if not Path("/proc/net/if_inet6").exists():
            text = re.sub(r".*\[::\].*\n", "", text)
        (self.folder / "site.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder))
        return ["nginx", "-p", str(self.folder), "-e", "stderr", "-c", str(self.folder / "nginx.conf")]

    def caddy(self) -> list[str]:
        text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{self.web}")
        text = re.sub(r"^\{\n", CADDY.format(plain=self.plain, tls=self.tls), text, count=1, flags=re.MULTILINE)
        (self.folder / "Caddyfile").write_text(text)
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(self.folder / "Caddyfile")]

    def connect(self) -> socket.socket:
        """A client's connection over TLS, from an address that only it has."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # a certificate of the test's own
        line = socket.create_connection(("127.0.0.1", self.tls), PATIENCE_S, source_address=(CLIENT, 0))
        return context.wrap_socket(line, server_hostname=NAME)

    def request(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] = {}
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(NAME)
        connection.sock = self.connect()
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before the end of the body
            connection.request(method, path, body or None, headers)
        return connection.getresponse()

    def ask(self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        with self.request(method, path, body=body, headers=headers) as reply:
            return Answer(status=reply.status, headers=reply.headers, body=reply.read())


@contextmanager
def proxy_of(kind: str, folder: Path, web: int) -> Iterator[Proxy]:
    proxy = Proxy(folder, web)
    command = proxy.nginx() if kind == "nginx" else proxy.caddy()
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    process = subprocess.Popen(command, env=environment)
    try:
        assert comes_true(lambda: _shakes_hands(proxy) or process.poll() is not None)
        assert process.poll() is None
        yield proxy
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _shakes_hands(proxy: Proxy) -> bool:
    try:
        proxy.connect().close()
    except OSError:
        return False
    return True


@contextmanager
def production(folder: Path) -> Iterator[tuple[int, Path]]:
    """The port and the log of a web on the test's database, as descent-web.service starts it."""
    port, log = free_port(), folder / "web.log"
    environment = os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_ROOT": f"https://{NAME}",
        "TRUSTED_PROXY_COUNT": "1",
        "DESCENT_VAR": str(folder),
        "DATABASE_URL": database_url(),
        "CACHE_URL": settings.CACHE_URL,
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",  # no test sends a job
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=output)
    try:
        assert comes_true(lambda: _accepts(port) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield port, log
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
