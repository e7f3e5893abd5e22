"""Cohorts from before there were leads get one."""

import importlib

from django.apps import apps

from accounts.models import Role, User
from cohorts.models import Cohort, CohortRole, Membership

migration = importlib.import_module("cohorts.migrations.0006_roles_in_a_cohort")


def test_the_mentor_who_has_been_there_longest_leads(emmy: User, carl: User, spring: Cohort) -> None:
    User.objects.filter(pk=carl.pk).update(role=Role.MENTOR)
    Membership.objects.create(cohort=spring, user=carl, role=CohortRole.MENTOR, joined_on="2026-01-05")
    migration.find_leads(apps, None)
    assert dict(spring.memberships.values_list("user__name", "role")) == {
        "Ada": "learner", "Emmy": "mentor", "Carl": "lead",
    }  # fmt: skip


def test_a_mentor_demoted_to_learner_gets_nothing_back(emmy: User, spring: Cohort) -> None:
    User.objects.filter(pk=emmy.pk).update(role=Role.LEARNER)
    migration.find_leads(apps, None)
    assert not spring.memberships.filter(user=emmy).exists()
