"""A provider where people sign in with OpenID Connect: allauth's own, as a site of its own.

    python -m tests.oidc.provider PORT FOLDER CALLBACK…

``FOLDER/claims.json`` has what it says of each person: {"ada": {"email": …}}. Under "id_token" is what it puts into ID
tokens only; null leaves a claim out. People have the password PASSWORD.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

CLIENT_ID, CLIENT_SECRET, PASSWORD = "descent", "a secret of the client", "the password over there"
PEOPLE = ("ada", "emmy", "grace", "mallory")
APPS = ("auth", "contenttypes", "sessions", "messages")


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None: ...


def main(port: str, folder: str, *callbacks: str) -> None:
    os.environ["OIDC_PROVIDER_FOLDER"] = folder  # where tests.oidc.addresses looks
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="x" * 50, DEBUG=True, ALLOWED_HOSTS=["*"], ROOT_URLCONF="tests.oidc.addresses",
        USE_TZ=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in APPS), "allauth", "allauth.account", "allauth.idp.oidc"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware", "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        DATABASES={"default": {
            "ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "provider.sqlite3"),
            "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE"},  # many people at once
        }},
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        ACCOUNT_LOGIN_METHODS={"username"}, ACCOUNT_SIGNUP_FIELDS=["username*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none", ACCOUNT_RATE_LIMITS=False, SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider_csrf", IDP_OIDC_ADAPTER="tests.oidc.addresses.Adapter",
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(
            form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
        ).decode(),
    )  # fmt: skip
    django.setup()
    call_command("migrate", verbosity=0)
    _fill(callbacks)
    with make_server("127.0.0.1", int(port), get_wsgi_application(), Server, QuietHandler) as server:
        server.serve_forever()


def _fill(callbacks: Sequence[str]) -> None:
    from allauth.account.signals import authentication_step_completed
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.utils import timezone

    for name in PEOPLE:
        User.objects.create_user(name, password=PASSWORD, last_login=timezone.now())
    client = Client(id=CLIENT_ID, name="Descent", skip_consent=True)
    client.set_secret(CLIENT_SECRET)
    client.set_redirect_uris(list(callbacks))
    client.set_scopes(["openid", "profile", "email"])
    client.set_default_scopes(["openid", "profile", "email"])
    client.save()

    def entered_password(user: Any, **_: Any) -> None:
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())

    authentication_step_completed.connect(entered_password, weak=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
