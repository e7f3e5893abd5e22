"""An admin edits the curriculum in the browser, with clear errors, a history with names, and no deletion."""

from collections.abc import Callable

import pytest
from django.contrib.admin.sites import site
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.forms import ENDS_SWAPPED, ONE_END
from curriculum.models import Activity, Node, Phase, Roadmap, Section, Subtopic, Topic, TopicItem

ClientOf = Callable[[User], Client]


@pytest.fixture
def topic(db: None) -> Topic:
    roadmap = Roadmap.objects.create(
        uid="test-way", title="The way", balance_coding=70, balance_reading=20, balance_watching=10
    )
    section = Section.objects.create(uid="test-maths", roadmap=roadmap, number="1", title="Mathematics", order=1)
    topic = Topic.objects.create(
        uid="test-calculus", section=section, number="1.2", title="Calculus", order=1, why="Slopes.",
        hours_refresher_low=40, hours_refresher_high=60, hours_from_scratch_low=100, hours_from_scratch_high=150,
    )  # fmt: skip
    Subtopic.objects.create(uid="test-calculus.chain", topic=topic, title="Chain rule", order=1)
    Subtopic.objects.create(uid="test-calculus.jacobian", topic=topic, title="Jacobian", order=2)
    TopicItem.objects.create(node=topic, kind="practice", text="Differentiate $x^2$.", order=1)
    return topic


def change_url(node: Node) -> str:
    return reverse(f"admin:curriculum_{node._meta.model_name}_change", args=[node.pk])


def filled(client: Client, node: Node, **changes: str) -> dict[str, str]:
    """The form data that a browser would post from the change page, with these fields changed."""
    form = client.get(change_url(node)).context["adminform"].form
    formsets = client.get(change_url(node)).context["inline_admin_formsets"]
    bound = [*form, *(field for each in formsets for field in each.formset.management_form)]
    bound += [field for each in formsets for row in each.formset.initial_forms for field in row]
    values = {field.html_name: field.value() for field in bound}
    empty = {name for name, value in values.items() if value is None or value is False or value == []}
    return {name: str(value) for name, value in values.items() if name not in empty} | changes


def test_the_history_says_who_changed_what(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    answer = client.post(change_url(topic), filled(client, topic, depth="Know the chain rule by heart"))
    assert answer.status_code == 302, answer.context["errors"]
    newest = topic.history.latest()
    assert (newest.history_user, newest.depth) == (grace, "Know the chain rule by heart")
    page = client.get(reverse("admin:curriculum_topic_history", args=[topic.pk])).content.decode()
    assert "Grace" in page
    assert "Know the chain rule by heart" in page


def test_the_history_names_changes_in_the_lists_of_a_node(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    client.post(change_url(topic), filled(client, topic, **{"items-0-text": "Differentiate $x^3$."}))
    assert topic.items.get().text == "Differentiate $x^3$."
    assert "topic item" in topic.history.latest().history_change_reason
    assert topic.items.get().history.latest().history_user == grace


def test_wrong_latex_is_refused_at_its_field_and_nothing_typed_is_lost(
    grace: User, topic: Topic, client_of: ClientOf
) -> None:
    client = client_of(grace)
    answer = client.post(change_url(topic), filled(client, topic, why=r"Slopes $\frac{1$.", note="a new note"))
    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert r"\frac{1" in str(form.errors["why"])
    assert form["why"].value() == r"Slopes $\frac{1$."
    assert form["note"].value() == "a new note"
    topic.refresh_from_db()
    assert (topic.why, topic.note) == ("Slopes.", "")


def test_the_saved_text_is_shown_typeset_beside_its_source(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    client.post(change_url(topic), filled(client, topic, why="The slope $f'(x)$."))
    assert "<math" in client.get(change_url(topic)).content.decode()


def test_lists_show_hours_in_plain_form(grace: User, topic: Topic, client_of: ClientOf) -> None:
    page = client_of(grace).get(reverse("admin:curriculum_topic_changelist")).text
    assert "4 to 6 h as a refresher, 10 to 15 h from scratch" in page
    assert "HoursRange" not in page


def test_hours_are_typed_as_hours(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    data = filled(client, topic)
    assert (data["hours_refresher_low"], data["hours_refresher_high"]) == ("4", "6")
    client.post(change_url(topic), data | {"hours_refresher_low": "4.5"})
    topic.refresh_from_db()
    assert str(topic.hours_refresher) == "4.5 to 6 h"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("hours_refresher_high", "3", ENDS_SWAPPED), ("hours_refresher_high", "", ONE_END)],
)
def test_invalid_ranges_get_an_error(
    grace: User, topic: Topic, client_of: ClientOf, field: str, value: str, said: str
) -> None:
    client = client_of(grace)
    answer = client.post(change_url(topic), filled(client, topic, **{field: value}))
    assert said in str(answer.context["adminform"].form.errors[field])


def test_a_uid_cannot_be_changed(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    client.post(change_url(topic), filled(client, topic, uid="analysis"))
    topic.refresh_from_db()
    assert topic.uid == "test-calculus"


def test_subtopics_take_the_order_they_are_dragged_into(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    dragged = {"subtopics-0-order": "2", "subtopics-1-order": "1"}
    client.post(change_url(topic), filled(client, topic, **dragged))
    assert [part.title for part in topic.subtopics.all()] == ["Jacobian", "Chain rule"]


def test_phases_take_the_order_they_are_dragged_into_and_the_history_says_who(
    grace: User, topic: Topic, client_of: ClientOf
) -> None:
    roadmap = topic.section.roadmap
    phases = [
        Phase.objects.create(uid=f"test-phase-{n}", roadmap=roadmap, number=n, title=f"P{n}", label="P", order=n)
        for n in (1, 2)
    ]
    moved = {"updatedItems": [[phases[0].pk, 2], [phases[1].pk, 1]]}
    url = reverse("admin:curriculum_phase_sortable_update")
    assert client_of(grace).post(url, moved, content_type="application/json").status_code == 200
    assert list(roadmap.phases.values_list("title", flat=True)) == ["P2", "P1"]
    assert phases[0].history.latest().history_user == grace


def test_a_new_node_becomes_the_last_of_its_parent(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    url = reverse("admin:curriculum_subtopic_add")
    empty = {
        f"{prefix}-{name}_FORMS": "0" for prefix in ("subtopics", "items") for name in ("TOTAL", "INITIAL", "MAX_NUM")
    }
    answer = client.post(url, empty | {"uid": "test-calculus.hessian", "title": "Hessian", "topic": str(topic.pk)})
    assert answer.status_code == 302, answer.context["errors"]
    assert [part.title for part in topic.subtopics.all()] == ["Chain rule", "Jacobian", "Hessian"]


def test_a_subtopic_cannot_contain_itself(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client, outer = client_of(grace), topic.subtopics.get(uid="test-calculus.chain")
    inner = topic.subtopics.get(uid="test-calculus.jacobian")
    inner.parent = outer
    inner.save()
    answer = client.post(change_url(outer), filled(client, outer, parent=str(inner.pk)))
    assert "inside this subtopic" in str(answer.context["adminform"].form.errors["parent"])


def test_nested_subtopics_move_with_their_parent(grace: User, topic: Topic, client_of: ClientOf) -> None:
    other = Topic.objects.create(uid="test-algebra", section=topic.section, number="1.1", title="Algebra")
    outer, inner = topic.subtopics.get(uid="test-calculus.chain"), topic.subtopics.get(uid="test-calculus.jacobian")
    inner.parent = outer
    inner.save()
    client = client_of(grace)
    client.post(change_url(outer), filled(client, outer, topic=str(other.pk)))
    assert {part.title for part in other.subtopics.all()} == {"Chain rule", "Jacobian"}


def test_nodes_are_retired_and_never_deleted(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    assert client.get(reverse("admin:curriculum_topic_delete", args=[topic.pk])).status_code == 403
    assert "delete_selected" not in client.get(reverse("admin:curriculum_topic_changelist")).content.decode()
    assert "deletelink" not in client.get(change_url(topic)).content.decode()
    client.post(change_url(topic), filled(client, topic, retired="on"))
    assert topic not in Topic.objects.current()


def test_every_kind_of_node_can_be_edited(grace: User, topic: Topic, client_of: ClientOf) -> None:
    client = client_of(grace)
    for model in Node.__subclasses__():
        assert model in site._registry, model
        assert client.get(reverse(f"admin:curriculum_{model._meta.model_name}_changelist")).status_code == 200
    assert client.get(reverse("admin:curriculum_activity_add")).status_code == 200
    assert Activity in site._registry


def test_everything_the_admin_loads_is_our_own(grace: User, topic: Topic, client_of: ClientOf) -> None:
    for url in (change_url(topic), reverse("admin:curriculum_phase_changelist")):
        page = client_of(grace).get(url).content.decode()
        assert "adminsortable2" in page
        assert 'src="http' not in page
        assert 'src="//' not in page


@pytest.mark.parametrize("who", ["ada", "emmy"])
def test_only_admins_have_access(who: str, topic: Topic, client_of: ClientOf, request: pytest.FixtureRequest) -> None:
    answer = client_of(request.getfixturevalue(who)).get(change_url(topic))
    assert answer.status_code in (302, 403)
