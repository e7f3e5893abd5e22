"""A provider where people sign in with SAML: pysaml2's, as a site of its own.

    python -m tests.saml.provider PORT FOLDER

``FOLDER/claims.json`` has what it says of each person, by pysaml2's names of attributes, and ``FOLDER/sp.xml`` is the
metadata of our site. People have the password PASSWORD. It signs with the key in FOLDER.
"""

import base64
import json
import sys
import time
from functools import cache
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import create_metadata_string
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import get_xmlsec_binary

from tests.saml import PASSWORD, PEOPLE

ALGORITHM, DIGEST = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"
LOGIN = """<!doctype html><title>Sign in</title><form method="post" action="/sso?{query}">
<input name="login" aria-label="Name"><input name="password" type="password" aria-label="Password">
<button>Sign in</button></form>"""
ANSWER = """<!doctype html><title>Back</title><form method="post" action="{url}">
<input type="hidden" name="SAMLResponse" value="{response}"><input type="hidden" name="RelayState" value="">
<button>Continue</button></form><script>document.forms[0].submit()</script>"""


class Sessions:
    """Who is signed in, and since when."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, int]] = {}

    def begin(self, name: str) -> str:
        key = token_hex()
        self._people[key] = (name, int(time.time()))
        return key

    def find(self, key: str) -> tuple[str, int] | None:
        return self._people.get(key)


def config_of(address: str, folder: Path) -> IdPConfig:
    service = {
        "endpoints": {"single_sign_on_service": [(f"{address}/sso", BINDING_HTTP_REDIRECT)]},
        "policy": {
            "default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None, "name_form": NAME_FORMAT_URI}
        },
    }
    sp = folder / "sp.xml"
    return IdPConfig().load(
        {
            "entityid": f"{address}/metadata", "service": {"idp": service}, "xmlsec_binary": get_xmlsec_binary(),
            "key_file": str(folder / "key.pem"), "cert_file": str(folder / "cert.pem"),
            "metadata": {"local": [str(sp)]} if sp.exists() else {},
        }
    )  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    address: str
    folder: Path
    sessions = Sessions()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/metadata":
            self._send(create_metadata_string(None, config_of(self.address, self.folder)), "text/xml")
        else:
            self._answer(parts.query, self._session())

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        name, password = fields["login"][0], fields["password"][0]
        if name not in PEOPLE or password != PASSWORD:
            return self._send(b"Wrong password")
        key = self.sessions.begin(name)
        return self._answer(urlsplit(self.path).query, self.sessions.find(key), cookie=key)

    def _session(self) -> tuple[str, int] | None:
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get("saml_provider")
        return self.sessions.find(morsel.value) if morsel else None

    def _answer(self, query: str, session: tuple[str, int] | None, cookie: str = "") -> None:
        request = self._server().parse_authn_request(parse_qs(query)["SAMLRequest"][0], BINDING_HTTP_REDIRECT).message
        must_ask = str(request.force_authn).lower() == "true"
        if session is None or (must_ask and not cookie):
            return self._send(LOGIN.format(query=escape(query)).encode())
        url, response = self._respond(request, *session)
        page = ANSWER.format(url=escape(url), response=escape(response)).encode()
        return self._send(page, cookie=cookie)

    def _respond(self, request: Any, name: str, signed_in_at: int) -> tuple[str, str]:
        identity = json.loads((self.folder / "claims.json").read_text())[name]
        signed_in_at = identity.pop("authn_instant", signed_in_at)
        server = self._server()
        arguments = server.response_args(request, [BINDING_HTTP_POST])
        arguments.pop("name_id_policy", None)
        response = server.create_authn_response(
            identity, userid=name, **arguments, sign_response=True, sign_assertion=True, sign_alg=ALGORITHM,
            digest_alg=DIGEST, name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"{name}-persistent"),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "authn_instant": signed_in_at},
        )  # fmt: skip
        return arguments["destination"], base64.b64encode(str(response).encode()).decode()

    @classmethod
    @cache
    def _server(cls) -> Server:
        return Server(config=config_of(cls.address, cls.folder))

    def _send(self, page: bytes, kind: str = "text/html; charset=utf-8", cookie: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if cookie:
            self.send_header("Set-Cookie", f"saml_provider={cookie}; Path=/")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args: Any) -> None: ...


def main(port: str, folder: str) -> None:
    Handler.address, Handler.folder = f"http://localhost:{port}", Path(folder)
    ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
