"""An admin fills a cohort in the admin."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort, Membership

ClientOf = Callable[[User], Client]


def cohort_with(user: User, role: str) -> dict[str, str]:
    return {
        "title": "Autumn", "slug": "autumn", "started_on": "07/09/2026",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": str(user.pk), "memberships-0-role": role, "memberships-0-joined_on": "07/09/2026",
    }  # fmt: skip


def test_an_admin_makes_a_cohort_with_its_people(ada: User, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(reverse("admin:cohorts_cohort_add"), cohort_with(ada, "learner"))
    assert answer.status_code == 302, answer.context["errors"]
    assert Membership.objects.get(user=ada).cohort == Cohort.objects.get(slug="autumn")


def test_a_learners_account_cannot_look_after_a_cohort(ada: User, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(reverse("admin:cohorts_cohort_add"), cohort_with(ada, "mentor"))
    assert "The account of Ada is a learner’s" in answer.content.decode()
    assert not Cohort.objects.filter(slug="autumn").exists()


def test_a_line_without_a_person_is_refused_in_words(ada: User, grace: User, client_of: ClientOf) -> None:
    nobody = cohort_with(ada, "mentor") | {"memberships-0-user": ""}
    answer = client_of(grace).post(reverse("admin:cohorts_cohort_add"), nobody)
    assert "Choose one." in answer.content.decode()


def test_the_list_counts_learners_and_names_mentors(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(reverse("admin:cohorts_cohort_changelist"), {"q": "emmy"}).content.decode()
    assert '<td class="field-mentors">Emmy</td>' in page
    assert '<td class="field-learner_count">1</td>' in page


def test_a_mentor_does_not_come_in(emmy: User, client_of: ClientOf) -> None:
    answer = client_of(emmy).get(reverse("admin:cohorts_cohort_changelist"))
    assert answer.status_code in (302, 403)
