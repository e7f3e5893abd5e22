"""The groups of a person, as their provider lists them."""

from collections.abc import Mapping
from typing import Any

from django.db import models

MAX_GROUPS = 2_000
MAX_GROUP_LETTERS = 200


class GroupsProblem(models.TextChoices):
    """Why we can't tell somebody's groups. Then nothing is changed."""

    ELSEWHERE = (
        "elsewhere",
        (
            "The provider sent no list, because the person is in too many groups. Let it send only the groups that are "
            "assigned to this app."
        ),
    )
    UNREADABLE = "unreadable", "The claim is neither a name nor a list of names. Choose another claim."
    TOO_MANY = (
        "too_many",
        (f"The claim lists more than {MAX_GROUPS:,} groups. Let the provider send only those that this site needs."),
    )


class GroupsError(Exception):
    def __init__(self, problem: GroupsProblem) -> None:
        super().__init__(problem.label)
        self.problem = problem


def read_groups(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The names in a claim, which is a string or a list of strings. No claim: no groups. Raises GroupsError.

    With too many groups for a token, Entra ID names an address instead of them (OpenID Connect Core 1.0 §5.6.2,
    "distributed claims"), or says "hasgroups" in the place of a list.
    """
    distributed = claims.get("_claim_names")
    is_elsewhere = isinstance(distributed, Mapping) and claim in distributed
    if claim not in claims and (is_elsewhere or claims.get("hasgroups")):
        raise GroupsError(GroupsProblem.ELSEWHERE)
    value = claims.get(claim)
    names = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise GroupsError(GroupsProblem.UNREADABLE)
    if len(names) > MAX_GROUPS:
        raise GroupsError(GroupsProblem.TOO_MANY)
    return frozenset(name.strip() for name in names if 0 < len(name.strip()) <= MAX_GROUP_LETTERS)
