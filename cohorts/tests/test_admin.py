"""An admin fills a cohort in the admin."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse, reverse_lazy
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.members.actions import notify_new_members
from cohorts.threads.actions import add_comment, open_thread
from cohorts.threads.models import Comment, Thread
from notices.models import Notice

ClientOf = Callable[[User], Client]


ADD = reverse_lazy("admin:cohorts_cohort_add")


def cohort_form(add: str = "", role: str = "learner", **fields: str) -> dict[str, str]:
    return {
        "title": "Autumn",
        "slug": "autumn",
        "started_on": "07/09/2026",
        "max_learners": "500",
        "add_people": add,
        "add_as": role,
    } | fields


def change_page(cohort: Cohort) -> str:
    return reverse("admin:cohorts_cohort_change", args=[cohort.pk])


def join(cohort: Cohort, number: int) -> list[User]:
    people = User.objects.bulk_create(
        User(email=f"learner{at}@example.org", name=f"Learner {at}") for at in range(number)
    )
    Membership.objects.bulk_create(Membership(cohort=cohort, user=person) for person in people)
    return people


# ---------------------------------------------------------------- making one, and adding people


def test_an_admin_makes_a_cohort_with_its_people(ada: User, carl: User, grace: User, client_of: ClientOf) -> None:
    answer = client_of(grace).post(ADD, cohort_form("Ada <ADA@example.org>;\ncarl@example.org, carl@example.org"))
    assert answer.status_code == 302, answer.context["errors"]
    cohort = Cohort.objects.get(slug="autumn")
    assert {(member.user, member.role) for member in cohort.memberships.all()} == {(ada, "learner"), (carl, "learner")}


def test_adding_a_member_again_keeps_their_role(
    ada: User, carl: User, emmy: User, grace: User, spring: Cohort, client_of: ClientOf
) -> None:
    added = cohort_form("emmy@example.org carl@example.org")
    page = client_of(grace).post(change_page(spring), added, follow=True).text
    assert "learner: 1." in page
    assert "(role unchanged): 1." in page
    assert spring.memberships.get(user=emmy).role == "mentor"
    assert spring.memberships.get(user=carl).role == "learner"


def test_unknown_addresses_are_listed_and_nobody_is_added(
    ada: User, carl: User, grace: User, client_of: ClientOf
) -> None:
    User.objects.filter(pk=carl.pk).update(is_active=False)
    page = client_of(grace).post(ADD, cohort_form("ada@example.org nobody@example.org carl@example.org Ida")).text
    assert ": nobody@example.org, carl@example.org, ida." in page
    assert not Cohort.objects.exists()


def test_a_long_list_of_wrong_addresses_is_cut(grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).post(ADD, cohort_form(" ".join(f"nobody{at}@example.org" for at in range(12)))).text
    assert "nobody9@example.org and 2 more." in page


def test_at_most_a_thousand_are_added_at_once(grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).post(ADD, cohort_form(" ".join(f"nobody{at}@example.org" for at in range(1001)))).text
    assert "Add at most 1,000 people at once." in page


def test_a_learner_in_one_cohort_may_mentor_another(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    assert client_of(grace).post(ADD, cohort_form(ada.email, "mentor")).status_code == 302
    assert client_of(ada).get("/cohorts/autumn/").status_code == 200
    assert client_of(ada).get("/cohorts/spring/").status_code == 404


def test_the_list_counts_learners_and_names_mentors(ada: User, emmy: User, grace: User, client_of: ClientOf) -> None:
    page = client_of(grace).get(reverse("admin:cohorts_cohort_changelist"), {"q": "emmy"}).content.decode()
    assert '<td class="field-mentors">Emmy (emmy@example.org)</td>' in page
    assert '<td class="field-learner_count">1</td>' in page


# ---------------------------------------------------------------- five hundred people


def test_five_hundred_are_added_at_once(
    grace: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.bulk_create(User(email=f"learner{at}@example.org", name="A learner") for at in range(500))
    with django_assert_max_num_queries(50):  # 13 for the audit log, as SQLite takes 999 values in one
        answer = client_of(grace).post(ADD, cohort_form("\n".join(f"learner{at}@example.org" for at in range(500))))
    assert answer.status_code == 302, answer.context["errors"]
    assert Membership.objects.count() == 500


def test_a_cohort_of_any_size_is_opened_and_saved_with_the_same_queries(
    grace: User, spring: Cohort, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, page = client_of(grace), change_page(spring)
    listing = f"{reverse('admin:cohorts_membership_changelist')}?cohort__id__exact={spring.pk}"
    form = cohort_form(title="Spring", slug="spring")
    join(spring, 2)
    client.post(page, form)  # fills the caches, and the audit log knows the admin’s name from now on
    with django_assert_max_num_queries(15) as opened:
        client.get(page)
    with django_assert_max_num_queries(20) as saved:
        assert client.post(page, form).status_code == 302
    with django_assert_max_num_queries(15) as listed:
        client.get(listing)
    Membership.objects.filter(user__name__startswith="Learner").delete()
    User.objects.filter(name__startswith="Learner").delete()
    join(spring, 500)
    with django_assert_num_queries(len(opened)):
        answer = client.get(page)
    assert "502 to search" in answer.text
    assert len(answer.content) < 50_000
    with django_assert_num_queries(len(saved)):
        assert client.post(page, form).status_code == 302
    with django_assert_num_queries(len(listed)):
        assert client.get(listing).text.count('<th class="field-person">') == 100


def test_a_cohort_of_any_size_is_deleted_with_the_same_queries(
    grace: User, spring: Cohort, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, page = client_of(grace), reverse("admin:cohorts_cohort_delete", args=[spring.pk])
    client.get(page)
    with django_assert_max_num_queries(10) as few:
        client.get(page)
    join(spring, 50)
    with django_assert_num_queries(len(few)):
        assert "Memberships: 52" in client.get(page).text
    assert client.post(page, {"post": "yes"}).status_code == 302
    assert not Membership.objects.exists()


def test_a_page_of_members_is_removed_with_the_same_queries(
    grace: User, spring: Cohort, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, listing = client_of(grace), reverse("admin:cohorts_membership_changelist")
    join(spring, 60)

    def confirm(number: int) -> None:
        chosen = [str(pk) for pk in spring.memberships.values_list("pk", flat=True)[:number]]
        client.post(listing, {"action": "delete_selected", "_selected_action": chosen})

    confirm(2)
    with django_assert_max_num_queries(15) as few:
        confirm(2)
    with django_assert_num_queries(len(few)):
        confirm(50)


def test_a_mentor_can_be_searched_and_removed(emmy: User, grace: User, spring: Cohort, client_of: ClientOf) -> None:
    join(spring, 300)
    client, listing = client_of(grace), reverse("admin:cohorts_membership_changelist")
    member = spring.memberships.get(user=emmy)
    page = client.get(listing, {"q": "emmy@example.org", "cohort__id__exact": str(spring.pk)}).text
    assert page.count('<th class="field-person">') == 1
    chosen = {"action": "delete_selected", "_selected_action": str(member.pk), "post": "yes"}
    assert client.post(listing, chosen).status_code == 302
    assert client_of(emmy).get("/cohorts/spring/").status_code == 404


def test_people_with_the_same_name_show_their_address(grace: User, spring: Cohort, client_of: ClientOf) -> None:
    for address in ("sam@example.org", "hansen@example.org"):
        person = User.objects.create(email=address, name="Sam Hansen")
        Membership.objects.create(cohort=spring, user=person)
    page = client_of(grace).get(reverse("admin:cohorts_membership_changelist"), {"q": "Sam"}).text
    assert '<td class="field-email">sam@example.org</td>' in page
    assert '<td class="field-email">hansen@example.org</td>' in page


# ---------------------------------------------------------------- threads


@pytest.fixture
def thread(ada: User, emmy: User) -> Thread:
    thread = open_thread(
        person=ada, learner=ada, cohort=Cohort.objects.get(), about=None, text="Where do I begin?", uid=uuid4()
    )
    add_comment(person=emmy, thread=thread, text="With the shapes.", uid=uuid4())
    return thread


def taken_out(thread: Thread, comments: list[Comment]) -> dict[str, str]:
    form = {"comments-TOTAL_FORMS": str(len(comments)), "comments-INITIAL_FORMS": str(len(comments))}
    for number, comment in enumerate(comments):
        form |= {f"comments-{number}-id": str(comment.pk), f"comments-{number}-thread": str(thread.pk)}
    return form | {f"comments-{number}-DELETE": "on" for number in range(len(comments))}


def test_an_admin_finds_a_thread_by_its_words_and_its_people(thread: Thread, grace: User, client_of: ClientOf) -> None:
    client, listed = client_of(grace), reverse("admin:cohorts_thread_changelist")
    for query, count in (("the", 1), ("begin", 1), ("Ada", 1), ("ada@example", 1), ("Carl", 0), ("%", 0)):
        assert client.get(listed, {"q": query}).text.count('class="field-learner') == count


def test_the_queries_for_a_thread_do_not_depend_on_its_length(
    thread: Thread, emmy: User, grace: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client, page = client_of(grace), reverse("admin:cohorts_thread_change", args=[thread.pk])
    client.get(page)  # reads what is kept from then on
    with django_assert_max_num_queries(20) as few:
        client.get(page)
    for number in range(9):
        add_comment(person=emmy, thread=thread, text=str(number), uid=uuid4())
    with django_assert_num_queries(len(few)):
        assert "With the shapes." in client.get(page).text


def test_deleting_the_last_comment_deletes_its_thread(
    thread: Thread, ada: User, emmy: User, grace: User, client_of: ClientOf
) -> None:
    page = reverse("admin:cohorts_thread_change", args=[thread.pk])
    asked, answered = thread.comments.all()
    assert client_of(grace).post(page, taken_out(thread, [answered])).status_code == 302
    assert thread.comments.get() == asked
    assert Notice.objects.get().person == emmy  # who was told of what still stands there
    client_of(grace).post(page, taken_out(thread, [asked]))
    assert not Thread.objects.exists()
    assert not Notice.objects.exists()
    assert client_of(ada).get("/questions/").status_code == 200


def test_no_link_leads_to_a_thread_that_an_admin_deleted(thread: Thread, grace: User, client_of: ClientOf) -> None:
    assert Notice.objects.count() == 2
    chosen = {"action": "delete_selected", "_selected_action": str(thread.pk), "post": "yes"}
    client_of(grace).post(reverse("admin:cohorts_thread_changelist"), chosen)
    assert not Thread.objects.exists()
    assert not Notice.objects.exists()


def test_a_mentor_cannot_open_the_admin(emmy: User, client_of: ClientOf) -> None:
    answer = client_of(emmy).get(reverse("admin:cohorts_cohort_changelist"))
    assert answer.status_code in (302, 403)


def test_people_who_are_added_get_a_link_to_who_sees_what(ada: User, emmy: User, spring: Cohort) -> None:
    notify_new_members(cohort=spring.pk, people=[ada.pk])
    notify_new_members(cohort=spring.pk, people=[ada.pk])
    notice = Notice.objects.get()
    assert (notice.person, notice.link) == (ada, "/cohorts/spring/about/")
