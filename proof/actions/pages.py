"""Turn an evidence page on and off."""

import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lib.errors import RefusedError
from proof.models import EvidencePage

NOT_ON = "Your page is turned off. Turn it on first."


@transaction.atomic
def publish_page(*, learner: User, name: str, is_listed: bool, code_of: Collection[str]) -> EvidencePage:
    """Turn the page on with these choices, or change them. ``code_of`` has the uids of exercises that show their code.

    A page that was off gets a new link: an earlier one never works again.
    """
    learner.lock()
    page = EvidencePage.objects.filter(learner=learner).first() or EvidencePage(learner=learner)
    page.name, page.is_listed, page.code_of = name, is_listed, sorted(set(code_of))
    if not page.token:
        page.token, page.opened_at = _new_token(), timezone.now()
    page.save()
    return page


def change_link(*, learner: User) -> None:
    """Replace the link. The earlier one stops working at once. Raises RefusedError if the page is off."""
    if not EvidencePage.objects.filter(learner=learner).exclude(token="").update(token=_new_token()):
        raise RefusedError(NOT_ON)


def close_page(*, learner: User) -> None:
    """Turn the page off. The choices stay for the next time."""
    EvidencePage.objects.filter(learner=learner).update(token="")


def _new_token() -> str:
    return secrets.token_urlsafe(24)
