"""The permission that mentors have outside their cohorts."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import User
from cohorts.permissions import is_mentor
from exercises.catalogue.reference_solutions import READ_SOLUTIONS


class MentorBackend(BaseBackend):
    """Lets people who lead or mentor a cohort read our solutions, so that they can explain them."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return perm == READ_SOLUTIONS and isinstance(user_obj, User) and is_mentor(user_obj)
