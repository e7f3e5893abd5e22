"""Sections of a cohort: a lead makes them and moves learners, and every step can be taken back."""

from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole
from cohorts.sections.actions import NAME_TAKEN, delete_removed_sections
from cohorts.sections.models import CohortSection
from cohorts.tests.conftest import Learner
from lib.pages.undo_tokens import MAX_AGE

ClientOf = Callable[[User], Client]
SECTIONS = "/cohorts/spring/sections/"


@pytest.fixture
def sections(spring: Cohort) -> list[CohortSection]:
    return [CohortSection.objects.create(cohort=spring, name=name) for name in ("Class A", "Class B")]


def undo(client: Client, page: str, path: str) -> str:
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    return client.post(f"{SECTIONS}{path}", {"undo_token": undo_token}, follow=True).text


def move(client: Client, learners: Sequence[User], to: str) -> str:
    data = {"learner": [str(learner.uid) for learner in learners], "to": to, "section": "all"}
    return client.post(f"{SECTIONS}move/", data, follow=True).text


def section_of(cohort: Cohort, learner: User) -> str:
    return cohort.memberships.select_related("section").get(user=learner).section_name


def test_a_lead_makes_a_section_and_chooses_its_mentors(
    emmy: User, lena: User, ada: User, spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    client.post(SECTIONS, {"name": "Class A"})
    section = spring.sections.get()
    page = f"{SECTIONS}{section.uid}/"
    assert client.post(page, {"name": "Class A1", "mentors": [str(ada.uid)]}).status_code == 200  # she learns
    client.post(page, {"name": "Class A1", "mentors": [str(emmy.uid)]})
    section.refresh_from_db()
    assert section.name == "Class A1"
    assert [member.user for member in section.mentors.all()] == [emmy]


def test_no_two_sections_have_a_name(lena: User, sections: list[CohortSection], client_of: ClientOf) -> None:
    client = client_of(lena)
    assert NAME_TAKEN in client.post(SECTIONS, {"name": "class a"}).text
    assert NAME_TAKEN in client.post(f"{SECTIONS}{sections[1].uid}/", {"name": "CLASS A"}).text


def test_only_a_lead_changes_sections(
    emmy: User, ada: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(emmy)
    assert client.get(SECTIONS).status_code == 200
    page = f"{SECTIONS}{sections[0].uid}/"
    for path in (SECTIONS, page, f"{page}remove/", f"{SECTIONS}move/", f"{SECTIONS}restore/"):
        assert client.post(path, {"name": "X", "to": "none"}).status_code == 404
    assert client_of(ada).get(SECTIONS).status_code == 404


def test_learners_are_moved_and_moved_back(
    ada: User, lena: User, sections: list[CohortSection], spring: Cohort, new_learner: Learner, client_of: ClientOf
) -> None:
    bo, client = new_learner(spring, "Bo Li"), client_of(lena)
    move(client, [ada], str(sections[0].uid))
    page = move(client, [ada, bo], str(sections[1].uid))
    assert [section_of(spring, learner) for learner in (ada, bo)] == ["Class B", "Class B"]
    undo(client, page, "move/undo/")
    assert [section_of(spring, learner) for learner in (ada, bo)] == ["Class A", ""]
    move(client, [ada], "none")
    assert not section_of(spring, ada)


def test_mentors_and_people_of_other_cohorts_are_not_moved(
    carl: User, emmy: User, lena: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    move(client_of(lena), [carl, emmy], str(sections[0].uid))
    assert not sections[0].members.exists()
    elsewhere = CohortSection.objects.create(
        cohort=Cohort.objects.create(slug="other", title="Other", started_on="2026-03-02"), name="Z"
    )
    move(client_of(lena), [carl], str(elsewhere.uid))
    assert not elsewhere.members.exists()


def test_a_removed_section_leaves_its_learners_in_the_cohort_and_can_return(
    ada: User, lena: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    move(client, [ada], str(sections[0].uid))
    page = client.post(f"{SECTIONS}{sections[0].uid}/remove/", follow=True).text
    assert not section_of(spring, ada)
    undo(client, page, "restore/")
    assert section_of(spring, ada) == "Class A"


def test_a_section_whose_name_was_given_again_does_not_return(
    lena: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    page = client.post(f"{SECTIONS}{sections[0].uid}/remove/", follow=True).text
    client.post(SECTIONS, {"name": "Class A"})
    assert NAME_TAKEN in undo(client, page, "restore/")
    assert spring.sections.current().count() == 2


def test_a_removed_section_is_deleted_after_a_day(ada: User, sections: list[CohortSection], spring: Cohort) -> None:
    spring.memberships.filter(user=ada).update(section=sections[0])
    old, new = timezone.now() - 2 * MAX_AGE, timezone.now()
    for section, removed_at in zip(sections, (old, new), strict=True):
        CohortSection.objects.filter(pk=section.pk).update(removed_at=removed_at)
    delete_removed_sections()
    assert list(spring.sections.all()) == [sections[1]]
    assert spring.memberships.filter(user=ada, section=None).exists()


def test_somebody_who_becomes_a_mentor_leaves_their_section_and_a_learner_mentors_none(
    ada: User, emmy: User, lena: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    client = client_of(lena)
    spring.memberships.filter(user=ada).update(section=sections[0])
    sections[0].mentors.set(spring.memberships.filter(user=emmy))
    client.post(f"/cohorts/spring/members/{ada.uid}/", {"role": "mentor", "section": str(sections[0].uid)})
    client.post(f"/cohorts/spring/members/{emmy.uid}/", {"role": "learner", "section": ""})
    assert spring.memberships.get(user=ada).section is None
    assert not sections[0].mentors.exists()


def test_who_leaves_and_returns_is_in_the_same_section(
    ada: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    spring.memberships.filter(user=ada).update(section=sections[0])
    client = client_of(ada)
    page = client.post("/cohorts/spring/leave/", follow=True).text
    undo_token = page.split('name="undo_token" value="')[1].split('"')[0]
    client.post("/cohorts/restore/", {"undo_token": undo_token})
    assert section_of(spring, ada) == "Class A"


def test_a_clone_has_the_names_alone(
    ada: User, emmy: User, lena: User, sections: list[CohortSection], spring: Cohort, client_of: ClientOf
) -> None:
    sections[0].mentors.set(spring.memberships.filter(user=emmy))
    spring.memberships.filter(user=ada).update(section=sections[0])
    client_of(lena).post("/cohorts/spring/clone/", {"title": "Fall", "started_on": "2026-09-07"})
    clone = Cohort.objects.get(slug="fall")
    assert [section.name for section in clone.sections.all()] == ["Class A", "Class B"]
    assert not clone.memberships.filter(role=CohortRole.LEARNER).exists()
    assert not clone.sections.exclude(mentors=None).exists()


def test_a_script_reads_and_moves_by_name(
    ada: User, lena: User, sections: list[CohortSection], spring: Cohort, api_of: ClientOf
) -> None:
    api, member = api_of(lena), f"/api/v1/cohorts/spring/members/{ada.uid}/"
    answer = api.patch(member, {"section": "class b"}, "application/json")
    assert (answer.status_code, answer.json()["section"], answer.json()["role"]) == (200, "Class B", "learner")
    assert api.patch(member, {"section": "Class Z"}, "application/json").status_code == 400
    assert api.patch(member, {"section": ""}, "application/json").json()["section"] == ""
