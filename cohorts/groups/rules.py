"""Which memberships a person's groups change. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from cohorts.cohort.models import CohortRole


class GroupMove(Enum):
    JOIN = auto()
    CHANGE_ROLE = auto()
    LEAVE = auto()
    RELEASE = auto()
    """The group is lost, and it gives nothing any more: a lead or the person has ended or changed the membership."""


@dataclass(frozen=True)
class Entitlement:
    """What a group gives in a cohort."""

    role: str
    group: str


@dataclass(frozen=True, kw_only=True)
class GroupStep:
    cohort: int
    move: GroupMove
    role: str
    group: str


def entitlements(rules: Iterable[tuple[int, str, str]]) -> dict[int, Entitlement]:
    """What somebody's groups give them, by cohort. ``rules``: cohort, role and group of each that they are in.

    A mentor's group counts more than a learner's.
    """
    best: dict[int, Entitlement] = {}
    for cohort, role, group in sorted(rules, key=lambda rule: (rule[1] != CohortRole.MENTOR, rule[2])):
        best.setdefault(cohort, Entitlement(role, group))
    return best


def decide(
    wanted: Mapping[int, Entitlement], granted: Mapping[int, Entitlement], roles: Mapping[int, str]
) -> list[GroupStep]:
    """The steps from what somebody is to what their groups say, by cohort.

    ``wanted`` is what their groups give now, ``granted`` what they gave before, and ``roles`` what the person is.
    What an invitation, a lead or an admin gave or took isn't changed.
    """
    steps = []
    for cohort in sorted(wanted.keys() | granted.keys()):
        want, grant, role = wanted.get(cohort), granted.get(cohort), roles.get(cohort)
        holds_grant = grant is not None and role == grant.role
        if want and not grant and role is None:
            steps.append(GroupStep(cohort=cohort, move=GroupMove.JOIN, role=want.role, group=want.group))
        elif want and holds_grant and role != want.role:
            steps.append(GroupStep(cohort=cohort, move=GroupMove.CHANGE_ROLE, role=want.role, group=want.group))
        elif grant and not want:
            move = GroupMove.LEAVE if holds_grant else GroupMove.RELEASE
            steps.append(GroupStep(cohort=cohort, move=move, role=grant.role, group=grant.group))
    return steps
