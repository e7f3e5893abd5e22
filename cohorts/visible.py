"""What somebody may see and change: cohorts, learners and threads. One query each, compiled once."""

import uuid
from collections.abc import Callable

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.threads.models import Thread, ThreadQuerySet
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import CompiledQuery, Param

THREAD_SUBJECTS = ("topic", "exercise", "submission", "submission__exercise", "submission__learner")
THREAD_DEFER = ("submission__source", "submission__output")


def visible_cohort(user: User, slug: str) -> Cohort | None:
    """`CohortQuerySet.visible_to`."""
    return _BY_SLUG.first(slug=slug) if user.is_admin else _OF_STAFF.first(slug=slug, user=user.pk)


def leads_cohort(user: User, cohort: Cohort) -> bool:
    """Whether they may change the cohort: `CohortQuerySet.led_by`."""
    return user.is_admin or bool(_LEADS(user=user.pk, cohort=cohort.pk))


def is_mentor(user: User) -> bool:
    """Whether they lead or mentor any cohort."""
    return bool(_STAFF(user=user.pk))


def looks_after(user: User, cohort: int | None, learner: int) -> bool:
    """Whether they may see somebody as a learner of that cohort: `MembershipQuerySet.looked_after_by`."""
    if cohort is None:
        return False
    keys = {"cohort": cohort, "learner": learner}
    return bool(_LEARNS(**keys) if user.is_admin else _LOOKED_AFTER(**keys, user=user.pk))


def learner_in(cohort: Cohort, uid: uuid.UUID) -> Membership | None:
    """The membership of a learner, with the user and this cohort."""
    member = _LEARNER.first(cohort=cohort.pk, uid=uid)
    if member:
        member.cohort = cohort
    return member


def visible_thread(user: User, uid: uuid.UUID) -> Thread | None:
    """`ThreadQuerySet.visible_to`, with what the thread is about and its newest comment."""
    return _THREAD.first(uid=uid) if user.is_admin else _OPEN_THREAD.first(uid=uid, user=user.pk)


def _threads(rows: Callable[[], ThreadQuerySet]) -> CompiledObjects[Thread]:
    return CompiledObjects(
        lambda: rows().filter(uid=Param("uid")).with_newest(),
        joins=("learner", "cohort", *THREAD_SUBJECTS),
        annotations=("newest_at", "newest_from_mentor"),
        defer=THREAD_DEFER,
    )


_BY_SLUG = CompiledObjects(lambda: Cohort.objects.filter(slug=Param("slug")).order_by())
_OF_STAFF = CompiledObjects(lambda: Cohort.objects.filter(slug=Param("slug")).with_staff(Param("user")).order_by())
_LEADS = CompiledQuery(
    lambda: Membership.objects.leads().filter(user=Param("user"), cohort=Param("cohort")).values_list("pk")
)
_STAFF = CompiledQuery(lambda: Membership.objects.staff().filter(user=Param("user")).values_list("pk")[:1])
_LEARNS = CompiledQuery(
    lambda: Membership.objects.learners().filter(cohort=Param("cohort"), user=Param("learner")).values_list("pk")
)
_LOOKED_AFTER = CompiledQuery(
    lambda: (
        Membership.objects.learners()
        .filter(cohort=Param("cohort"), user=Param("learner"))
        .filter(cohort__in=Cohort.objects.with_staff(Param("user")))
        .values_list("pk")
    )
)
_LEARNER = CompiledObjects(
    lambda: Membership.objects.learners().filter(cohort=Param("cohort"), user__uid=Param("uid")), joins=("user",)
)
_THREAD = _threads(Thread.objects.all)
_OPEN_THREAD = _threads(lambda: Thread.objects.open_to(Param("user")))
