"""An admin fills a cohort in the admin."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort, Membership

ClientOf = Callable[[User], Client]


def test_an_admin_makes_a_cohort_with_its_people(ada: User, grace: User, client_of: ClientOf) -> None:
    client = client_of(grace)
    answer = client.post(
        reverse("admin:cohorts_cohort_add"),
        {
            "title": "Autumn", "slug": "autumn", "started_on": "07/09/2026",
            "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
            "memberships-0-user": str(ada.pk), "memberships-0-role": "learner", "memberships-0-joined_on": "07/09/2026",
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["errors"]
    assert Membership.objects.get(user=ada).cohort == Cohort.objects.get(slug="autumn")


def test_the_list_counts_learners_and_names_mentors(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(reverse("admin:cohorts_cohort_changelist"), {"q": "emmy"}).content.decode()
    assert '<td class="field-mentors">Emmy</td>' in page
    assert '<td class="field-learner_count">1</td>' in page


def test_a_mentor_does_not_come_in(emmy: User, client_of: ClientOf) -> None:
    answer = client_of(emmy).get(reverse("admin:cohorts_cohort_changelist"))
    assert answer.status_code in (302, 403)
