"""A cohort is created, changed, planned, archived and cloned in the browser, without an admin."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.permissions import NOBODY_READS
from cohorts.plan.models import DueWeek
from curriculum.models import Phase, Topic

ClientOf = Callable[[User], Client]
CREATE = "/cohorts/create/"
AUTUMN = {"title": "Autumn", "started_on": "2026-09-07", "max_learners": "30"}


def test_the_creator_leads_the_cohort(carl: User, client_of: ClientOf) -> None:
    User.objects.filter(pk=carl.pk).update(role=Role.MENTOR)
    answer = client_of(carl).post(CREATE, AUTUMN)
    assert answer["Location"] == "/cohorts/autumn/invitations/"
    assert Cohort.objects.get().memberships.get(user=carl).role == CohortRole.LEAD


def test_learners_cannot_create_cohorts(ada: User, client_of: ClientOf) -> None:
    assert client_of(ada).get(CREATE).status_code == 403
    assert client_of(ada).post(CREATE, AUTUMN).status_code == 403
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 81},
        {"title": "Brandt \u202e mutuA"},
        {"title": "See https://evil.test"},
        {"title": "\u200b"},
        {"started_on": "9999-12-31"},
        {"started_on": "0001-01-01"},
        {"started_on": "soon"},
        {"max_learners": "0"},
        {"max_learners": "5001"},
    ],
)
def test_invalid_cohorts_are_rejected(grace: User, client_of: ClientOf, wrong: dict[str, str]) -> None:
    answer = client_of(grace).post(CREATE, AUTUMN | wrong)
    assert 'class="errorlist"' in answer.text
    assert not Cohort.objects.exists()


@pytest.mark.parametrize(
    ("title", "slug"), [("Autumn", "autumn-2"), ("Create", "create-2"), ("東京", "cohort"), ("x" * 80, "x" * 50)]
)
def test_each_cohort_gets_an_address_of_its_own(grace: User, client_of: ClientOf, title: str, slug: str) -> None:
    Cohort.objects.create(slug="autumn", title="Autumn", started_on="2026-09-07")
    client_of(grace).post(CREATE, AUTUMN | {"title": title})
    assert Cohort.objects.get(title=title, slug=slug)


def test_only_a_lead_changes_a_cohort(emmy: User, lena: User, ada: User, spring: Cohort, client_of: ClientOf) -> None:
    page = "/cohorts/spring/edit/"
    assert {client_of(user).post(page, AUTUMN).status_code for user in (emmy, ada)} == {404}
    assert client_of(lena).post(page, AUTUMN).status_code == 302
    spring.refresh_from_db()
    assert (spring.title, spring.started_on, spring.slug) == ("Autumn", date(2026, 9, 7), "spring")


def test_only_members_see_the_plan(
    ada: User, lena: User, carl: User, spring: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    phase, topic = Phase.objects.get(number=1), Topic.objects.get(uid="calculus")
    weeks = {f"phase-{phase.pk}": "6", f"topic-{topic.pk}": "2"}
    assert client_of(lena).post("/cohorts/spring/due-weeks/", weeks).status_code == 302
    spring.memberships.update(joined_on=spring.started_on)
    page = client_of(ada).get("/cohorts/spring/about/").text
    assert "due 15 Mar 2026, week 2" in page  # it started on 2 March
    assert "due 12 Apr 2026, week 6" in page
    assert client_of(carl).get("/cohorts/spring/about/").status_code == 404
    client_of(lena).post("/cohorts/spring/due-weeks/", {})
    assert not DueWeek.objects.exists()


@pytest.mark.parametrize("week", ["0", "157", "-1", "soon"])
def test_invalid_weeks_are_rejected_and_the_plan_is_kept(
    lena: User, spring: Cohort, roadmap: None, client_of: ClientOf, week: str
) -> None:
    phase = Phase.objects.get(number=1)
    DueWeek.objects.create(cohort=spring, phase=phase, week=3)
    answer = client_of(lena).post("/cohorts/spring/due-weeks/", {f"phase-{phase.pk}": week})
    assert 'class="errorlist"' in answer.text
    assert DueWeek.objects.get().week == 3


def test_nobody_asks_in_an_archived_cohort_until_it_is_unarchived(
    ada: User, emmy: User, lena: User, spring: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    archive = "/cohorts/spring/archive/"
    assert client_of(emmy).post(archive).status_code == 404
    client_of(lena).post(archive)
    assert NOBODY_READS in client_of(ada).post("/questions/ask/", {"text": "Why?"}).text
    assert client_of(emmy).get("/cohorts/spring/").status_code == 200
    client_of(lena).post(archive, {"undo": ""})
    assert client_of(ada).post("/questions/ask/", {"text": "Why?"}).status_code == 302


def test_a_clone_has_the_plan_and_staff_with_shifted_dates(
    emmy: User, lena: User, spring: Cohort, roadmap: None, client_of: ClientOf
) -> None:
    due = DueWeek.objects.create(cohort=spring, topic=Topic.objects.get(uid="calculus"), week=2)
    later = spring.started_on + timedelta(days=189)
    form = {"title": "Spring", "started_on": later.isoformat()}
    assert client_of(emmy).post("/cohorts/spring/clone/", form).status_code == 404
    client_of(lena).post("/cohorts/spring/clone/", form)
    clone = Cohort.objects.get(slug="spring-2")
    assert dict(clone.memberships.values_list("user__name", "role")) == {"Emmy": "mentor", "Lena": "lead"}
    assert clone.due_weeks.get().due_on == due.due_on + timedelta(days=189)


def test_an_admin_who_clones_a_cohort_without_a_lead_leads_the_clone(
    emmy: User, grace: User, spring: Cohort, client_of: ClientOf
) -> None:
    client_of(grace).post("/cohorts/spring/clone/", {"title": "Next", "started_on": "2026-09-07"})
    clone = Cohort.objects.get(slug="next")
    assert dict(clone.memberships.values_list("user__name", "role")) == {"Emmy": "mentor", "Grace": "lead"}


def test_the_admin_refuses_an_address_that_is_a_page(grace: User, client_of: ClientOf) -> None:
    form = {"title": "New", "slug": "create", "started_on": "07/09/2026", "add_as": "learner", "max_learners": "5"}
    assert "Choose another slug" in client_of(grace).post(reverse("admin:cohorts_cohort_add"), form).text
