"""Sending mail by SMTP, with a count of what was accepted and what wasn't."""

from collections.abc import Sequence
from contextlib import suppress

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from lib.broker import CONNECTION_ERRORS, client

OUTCOMES = ("sent", "failed")
_KEY = "site.mails"


class SMTPBackend(smtp.EmailBackend):
    """Django's, which also counts on the broker: the web and its worker both send mail, and one of them is asked."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many were accepted. Raises OSError when the mail server refuses one."""
        sent_count = 0
        try:
            sent_count = super().send_messages(email_messages) or 0
        finally:
            _count(sent_count, len(email_messages) - sent_count)
        return sent_count


def _count(*counts: int) -> None:
    with suppress(*CONNECTION_ERRORS):
        for outcome, count in zip(OUTCOMES, counts, strict=True):
            if count:
                client().hincrby(_KEY, outcome, count)


def mail_counts() -> dict[str, int]:
    """How many mails were sent and how many failed, since the broker last lost its data.

    Raises:
        redis.RedisError, OSError: the broker can't be reached.
    """
    counts = client().hgetall(_KEY)
    return {outcome: int(counts.get(outcome.encode(), 0)) for outcome in OUTCOMES}
