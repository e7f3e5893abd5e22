"""A person's cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from cohorts.models import Cohort, CohortRole, Membership


@dataclass(frozen=True, kw_only=True)
class CohortList:
    """The cohorts whose learners somebody may see, the archived ones apart, and the cohorts in which they learn."""

    looked_after: Sequence[Cohort]
    learning: Sequence[Cohort]
    archive: Sequence[Cohort]


def cohort_list_of(person: User) -> CohortList:
    """Two queries."""
    visible = list(Cohort.objects.visible_to(person).with_counts())
    learns = Membership.objects.filter(user=person, role=CohortRole.LEARNER)
    learning = list(Cohort.objects.filter(pk__in=learns.values("cohort")))
    return CohortList(
        looked_after=[cohort for cohort in visible if not cohort.is_archived],
        learning=learning,
        archive=[cohort for cohort in visible if cohort.is_archived],
    )
