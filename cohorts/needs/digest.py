"""The weekly digest for mentors: one person and one thing to do on each line, on the mentor's Monday morning."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Membership
from cohorts.needs.queries import CohortNeeds, mentor_home
from notices.actions import notify
from notices.mail import absolute_url
from notices.models import NoticeKind
from notices.queries import channels_of

FIRST_HOUR = 7  # of the mentor's own morning


def send_digests(*, now: datetime) -> int:
    """Notify every mentor whose Monday morning it is and whom somebody needs, once. Return how many were notified now.

    It runs each hour. The notice of the week is unique, so neither a second run nor a second worker makes another, and
    the next run reaches the mentors whom a failed worker missed.
    """
    staff = Membership.objects.staff().filter(cohort__archived_at=None)
    count = 0
    for mentor in User.objects.filter(pk__in=staff.values("user")).order_by("pk").iterator(chunk_size=200):
        local = now.astimezone(mentor.zone)
        if local.isoweekday() == 1 and local.hour >= FIRST_HOUR:
            count += _send(mentor, local)
    return count


def write_digest(mentor: User) -> str | None:
    """Return the text of the email, as things are now. None if nobody needs them any more.

    It is written when the email is sent, so names are stored nowhere, and somebody who no longer mentors a cohort reads
    nothing about it.
    """
    parts = [_part(needs) for needs in mentor_home(mentor, now=timezone.now()).cohorts if needs.lines]
    return "\n\n".join(parts) if parts else None


def _send(mentor: User, local: datetime) -> bool:
    channels = channels_of(mentor)[NoticeKind.DIGEST]
    year, week, _ = local.isocalendar()
    key = f"{year}-{week:02}"
    if not (channels.page or channels.mail) or mentor.notices.filter(kind=NoticeKind.DIGEST, key=key).exists():
        return False
    home = mentor_home(mentor, now=local)
    if home.first_line is None:
        return False
    sentence = f"{home.headline}."
    return notify(person=mentor, kind=NoticeKind.DIGEST, key=key, sentence=sentence, link=reverse("home"))


def _part(needs: CohortNeeds) -> str:
    lines = [f"{needs.cohort}:"]
    lines += [f"- {line.sentence} {line.action}: {absolute_url(line.href)}" for line in needs.first_lines]
    if needs.more:
        lines.append(f"- {needs.more} more: {absolute_url(needs.cohort.get_absolute_url())}")
    return "\n".join(lines)
