"""Helpers that begin a thread and write in it."""

from typing import Any
from uuid import uuid4

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.threads import actions
from cohorts.threads.models import About, Comment, Thread
from cohorts.threads.rules import Remark


def write(person: User, thread: Thread, text: str) -> Comment:
    return actions.add_comment(person=person, thread=thread, text=text, uid=uuid4())


def remark(person: User, thread: Thread, text: str, first: int, last: int | None = None) -> Comment:
    """Write about lines."""
    remarks = [Remark(text=text, lines=(first, last or first))]
    return actions.add_comment(person=person, thread=thread, text="", uid=uuid4(), remarks=remarks)


def remark_fields(number: int, text: str, first: object, last: object = "") -> dict[str, object]:
    """What a page sends for one of its remarks."""
    values = {"text": text, "first_line": first, "last_line": last}
    return {f"remark-{number}-{name}": value for name, value in values.items()}


def begin(person: User, learner: User, text: str, *, about: About = None) -> Thread:
    """Begin a thread in the one cohort in which the learner learns."""
    cohort = Cohort.objects.get(memberships__in=Membership.objects.filter(user=learner, role=CohortRole.LEARNER))
    new: dict[str, Any] = {"learner": learner, "cohort": cohort, "about": about, "text": text, "uid": uuid4()}
    return actions.open_thread(person=person, **new)
