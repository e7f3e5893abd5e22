"""What being a mentor allows outside of cohorts."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import User
from cohorts.models import Membership
from exercises.reference_solutions import READ_SOLUTIONS


class MentorBackend(BaseBackend):
    """Whoever leads or mentors a cohort may read our solutions: they could not explain them otherwise."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return (
            perm == READ_SOLUTIONS
            and isinstance(user_obj, User)
            and Membership.objects.staff().filter(user=user_obj).exists()
        )
