"""Send a notice as a plain email, with a link that turns off emails of its kind."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from notices.models import Notice, NoticeKind

_SALT = "notices.stop"


def can_mail() -> bool:
    """Whether this site has a way to send email."""
    return bool(settings.EMAIL_URL)


def stop_url(person: User, kind: NoticeKind) -> str:
    """The link in the email. It never expires: an email may be read years later."""
    token: str = signing.dumps([str(person.uid), kind.value], salt=_SALT)
    return absolute_url(reverse("notices:stop_mail", args=[token]))


def read_stop_token(token: str) -> tuple[str, NoticeKind] | None:
    """The person's uid and the kind in the token of a `stop_url`. None: it isn't one."""
    try:
        uid, kind = signing.loads(token, salt=_SALT)
        return str(uid), NoticeKind(kind)
    except (signing.BadSignature, ValueError):
        return None


_WRITERS: dict[NoticeKind, Callable[[User], str | None]] = {}


def write_mail_with(kind: NoticeKind, write: Callable[[User], str | None]) -> None:
    """Add a text to the emails of one kind, written when they are sent. The app that sends them calls it once."""
    _WRITERS[kind] = write


def text_of(notice: Notice) -> str | None:
    """The text below the sentence; empty for most kinds. None: there is nothing to say any more."""
    write = _WRITERS.get(NoticeKind(notice.kind))
    return write(notice.person) if write else ""


def send(notice: Notice, text: str = "") -> None:
    """Raises OSError when the mail server refuses it."""
    stop = stop_url(notice.person, NoticeKind(notice.kind))
    context = {
        "notice": notice,
        "text": text,
        "link": absolute_url(notice.link),
        "choices": absolute_url(reverse("notices:choices")),
        "stop": stop,
    }
    EmailMessage(
        subject=notice.text,
        body=render_to_string("notices/mail.txt", context),
        to=[notice.person.email],
        # RFC 8058: the mail program shows an unsubscribe button.
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Message-ID": _message_id(notice),
        },
    ).send()


def _message_id(notice: Notice) -> str:
    """The same when it is sent again after a worker died, so that mail programs show it once."""
    host = urlsplit(settings.SITE_ROOT).hostname or "localhost"
    return f"<{notice.uid}.{notice.created_at:%Y%m%d%H%M%S}@{host}>"


def absolute_url(path: str) -> str:
    """A path of this site as a link for an email. It follows from SITE_ROOT, not from what a request names as host."""
    return f"{settings.SITE_ROOT.rstrip('/')}{path}"
