"""A learning platform that opens this site by LTI 1.3: lti1p3platform, as a site of its own.

    python -m tests.lti.platform PORT FOLDER

``FOLDER/key.pem`` has the key that it signs with. ``FOLDER/faults.json`` says which share of its answers to scores goes
wrong; `ledger.Ledger` stores what it was told.
"""

import json
import os
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.wsgi import get_wsgi_application

BACKLOG = 512


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = BACKLOG


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None: ...


def main(port: str, folder: str) -> None:
    os.environ |= {"LTI_PLATFORM_FOLDER": folder, "LTI_PLATFORM_ADDRESS": f"http://127.0.0.1:{port}"}
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    (Path(folder) / "key.pem").write_bytes(pem)
    (Path(folder) / "faults.json").write_text(json.dumps({}))
    settings.configure(
        SECRET_KEY="x" * 50, DEBUG=True, ALLOWED_HOSTS=["*"], ROOT_URLCONF="tests.lti.addresses", USE_TZ=True,
        INSTALLED_APPS=[], MIDDLEWARE=[], DATABASES={}, DATA_UPLOAD_MAX_MEMORY_SIZE=2**24,
    )  # fmt: skip
    django.setup()
    with make_server("127.0.0.1", int(port), get_wsgi_application(), Server, QuietHandler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
