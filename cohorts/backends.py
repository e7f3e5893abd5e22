"""What being a mentor allows outside of cohorts."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import User
from cohorts.cohort.models import Membership
from exercises.catalogue.reference_solutions import READ_SOLUTIONS


class MentorBackend(BaseBackend):
    """Lets people who lead or mentor a cohort read our solutions, so that they can explain them."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return (
            perm == READ_SOLUTIONS
            and isinstance(user_obj, User)
            and Membership.objects.staff().filter(user=user_obj).exists()
        )
