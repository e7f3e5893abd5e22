"""The learners of cohorts, with what the mentors' pages need of each."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from accounts.models import User
from cohorts.models import Cohort, Membership
from lib.compiled_queries import CompiledForKeys

USER_FIELDS = ("uid", "name", "email", "time_zone", "background")
_LEARNERS = CompiledForKeys(
    lambda keys: (
        Membership.objects.learners()
        .filter(cohort__in=keys)
        .order_by("pk")
        .values_list("pk", "cohort", "joined_on", "user", *(f"user__{field}" for field in USER_FIELDS))
    )
)


def learners_in(cohorts: Sequence[int]) -> list[Membership]:
    """The memberships of all learners in these cohorts, by primary key. One query."""
    return [_membership(*row) for row in _LEARNERS(cohorts)]


@lru_cache(maxsize=2 * Cohort.MAX_LEARNERS)
def _membership(pk: int, cohort: int, joined_on: date, user: int, *fields: Any) -> Membership:
    """Model instances are slow to make. Shared by all requests: never change them."""
    learner = User(pk=user, **dict(zip(USER_FIELDS, fields, strict=True)))
    return Membership(pk=pk, cohort_id=cohort, user=learner, joined_on=joined_on)
