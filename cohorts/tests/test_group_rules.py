"""Which memberships somebody's groups change, as a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.groups.rules import Entitlement, GroupMove, decide, entitlements

LEARNER, MENTOR = Entitlement("learner", "students"), Entitlement("mentor", "staff")


@pytest.mark.parametrize(
    ("wanted", "granted", "role", "move"),
    [
        (LEARNER, None, None, GroupMove.JOIN),
        (LEARNER, LEARNER, "learner", None),
        (MENTOR, LEARNER, "learner", GroupMove.CHANGE_ROLE),
        (LEARNER, MENTOR, "mentor", GroupMove.CHANGE_ROLE),
        (None, LEARNER, "learner", GroupMove.LEAVE),
        # An invitation's: neither changed nor ended.
        (MENTOR, None, "learner", None),
        (None, None, "learner", None),
        # A lead removed them: they don't come back before they lose the group.
        (LEARNER, LEARNER, None, None),
        (None, LEARNER, None, GroupMove.RELEASE),
        # A lead changed their role: it stays.
        (LEARNER, LEARNER, "lead", None),
        (MENTOR, LEARNER, "lead", None),
        (None, LEARNER, "lead", GroupMove.RELEASE),
    ],
)
def test_the_step_of_each_case(
    wanted: Entitlement | None, granted: Entitlement | None, role: str | None, move: GroupMove | None
) -> None:
    steps = decide({1: wanted} if wanted else {}, {1: granted} if granted else {}, {1: role} if role else {})
    assert [step.move for step in steps] == ([move] if move else [])


def test_a_mentors_group_counts_more_than_a_learners() -> None:
    rules = [(1, "learner", "a"), (1, "mentor", "b"), (2, "learner", "c")]
    for order in (rules, rules[::-1]):
        assert entitlements(order) == {1: Entitlement("mentor", "b"), 2: Entitlement("learner", "c")}


ENTITLEMENTS = st.dictionaries(st.integers(1, 4), st.sampled_from([LEARNER, MENTOR]))


@given(
    wanted=ENTITLEMENTS, granted=ENTITLEMENTS,
    roles=st.dictionaries(st.integers(1, 4), st.sampled_from(["learner", "mentor", "lead"])),
)  # fmt: skip
def test_no_step_makes_or_ends_a_lead_or_what_no_group_gave(
    wanted: dict[int, Entitlement], granted: dict[int, Entitlement], roles: dict[int, str]
) -> None:
    for step in decide(wanted, granted, roles):
        assert step.role in ("learner", "mentor")
        if step.move in (GroupMove.LEAVE, GroupMove.CHANGE_ROLE):
            assert roles[step.cohort] == granted[step.cohort].role
        if step.move == GroupMove.JOIN:
            assert step.cohort not in roles
