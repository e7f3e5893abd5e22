"""One notice as a plain e-mail, and the address in it that stops those of its kind."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from notices.models import Kind, Notice

_SALT = "notices.stop"


def can_mail() -> bool:
    """Whether this site has a way to send e-mail."""
    return bool(settings.EMAIL_URL)


def stop_address(person: User, kind: Kind) -> str:
    """Good for ever: an e-mail may be read years later."""
    token: str = signing.dumps([str(person.uid), kind.value], salt=_SALT)
    return _address(reverse("notices:stop_mail", args=[token]))


def who_stops(token: str) -> tuple[str, Kind] | None:
    """The person's uid and the kind that an address of `stop_address` is about."""
    try:
        uid, kind = signing.loads(token, salt=_SALT)
        return str(uid), Kind(kind)
    except (signing.BadSignature, ValueError):
        return None


def send(notice: Notice) -> None:
    """Raises OSError when the mail server does not take it."""
    stop = stop_address(notice.person, Kind(notice.kind))
    context = {
        "notice": notice,
        "link": _address(notice.link),
        "choices": _address(reverse("notices:choices")),
        "stop": stop,
    }
    EmailMessage(
        subject=notice.sentence,
        body=render_to_string("notices/mail.txt", context),
        to=[notice.person.email],
        # RFC 8058: the mail program shows a button that stops it.
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    ).send()


def _address(path: str) -> str:
    return f"{settings.SITE_ROOT.rstrip('/')}{path}"
