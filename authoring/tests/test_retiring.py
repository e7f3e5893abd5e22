"""Retiring a topic is one form: it lists the places that name the topic, and says what each of them names instead."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.drafts.nodes import NodeState
from authoring.drafts.operation_forms import REMOVE, RETIRE, RetireForm
from authoring.drafts.queries import DraftContent
from authoring.tests.conftest import Edit
from curriculum.models import Roadmap

Content = Callable[[], DraftContent]
TOPIC, OTHER = "calculus", "linear-algebra"


@pytest.fixture
def client(roadmap: None, grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def address(name: str, *args: object) -> str:
    return reverse(f"authoring:{name}", args=[Roadmap.objects.get().uid, *args])


def form_of(client: Client, uid: str = TOPIC) -> RetireForm:
    form: RetireForm = client.get(address("retire_node", uid)).context["form"]
    return form


def nodes_naming(content: Content, uid: str) -> list[NodeState]:
    return [state for state in content().table.values() if uid in state.values.get("topics", ())]


def test_every_place_that_names_the_topic_is_listed(client: Client, content: Content) -> None:
    form = form_of(client)
    uids = {state.uid for state in nodes_naming(content, TOPIC)}
    assert len(uids) > 2
    assert {reference.uid for reference in form.references.values()} == uids
    assert form.places_label.startswith(f"{len(uids)} places")
    assert all(content().table[uid].title in client.get(address("retire_node", TOPIC)).text for uid in uids)


def test_one_submit_gives_every_place_the_topic_that_has_the_content(client: Client, content: Content) -> None:
    places = nodes_naming(content, TOPIC)
    client.post(address("retire_node", TOPIC), {"successor": OTHER})
    assert not nodes_naming(content, TOPIC)
    assert {state.uid for state in places} <= {state.uid for state in nodes_naming(content, OTHER)}
    assert not content().problems
    assert len({edit.batch for edit in content().edits.values()}) == 1


def test_a_part_that_has_the_content_stands_for_its_topic(client: Client, content: Content) -> None:
    client.post(address("retire_node", TOPIC), {"successor": "linear-algebra.norms"})
    assert not nodes_naming(content, TOPIC)
    assert not content().problems


def test_without_a_successor_the_name_is_removed(client: Client, content: Content) -> None:
    client.post(address("retire_node", TOPIC), {"successor": ""})
    assert all(state.is_retired for state in nodes_naming(content, TOPIC))
    assert not content().blocking_problems


def test_without_a_successor_an_activity_about_nothing_else_is_retired_too(client: Client, content: Content) -> None:
    """Its hours would be in the plans of those who have finished the topic."""
    places = [state for state in nodes_naming(content, TOPIC) if state.kind == "activity"]
    alone = {state.uid for state in places if state.values["topics"] == (TOPIC,)}
    assert alone
    client.post(address("retire_node", TOPIC), {"successor": ""})
    table = content().table
    assert {state.uid for state in places if table[state.uid].is_retired} == alone


def test_with_a_section_its_activities_are_retired_unless_one_chooses_otherwise(
    client: Client, content: Content
) -> None:
    section = content().table[TOPIC].parent
    form = form_of(client, section)
    uids = {reference.uid for reference in form.references.values()}
    client.post(address("retire_node", section), {name: form[name].value() or REMOVE for name in form.references})
    activities = [state for uid, state in content().table.items() if uid in uids and state.kind == "activity"]
    assert any(state.is_retired for state in activities)
    assert all(state.is_retired or state.values["topics"] for state in activities)


def test_each_place_can_have_its_own_answer(client: Client, content: Content) -> None:
    names = dict(form_of(client).references)
    activity, resource = (
        next(name for name, reference in names.items() if content().table[reference.uid].kind == kind)
        for kind in ("activity", "resource")
    )
    client.post(address("retire_node", TOPIC), {"successor": OTHER, activity: RETIRE, resource: REMOVE})
    table = content().table
    assert table[names[activity].uid].is_retired
    assert not {TOPIC, OTHER} & set(table[names[resource].uid].values["topics"])


def test_a_link_in_a_text_follows_or_becomes_its_words(client: Client, content: Content, edit: Edit) -> None:
    link = f"See [the chain rule](/roadmap/topics/{TOPIC}/#chain) first."
    edit(OTHER, body=link, practice=(link,))
    name = next(name for name, reference in form_of(client).references.items() if reference.field == "practice")
    client.post(address("retire_node", TOPIC), {"successor": "probability-statistics", name: REMOVE})
    node = content().table[OTHER]
    assert node.body == "See [the chain rule](/roadmap/topics/probability-statistics/) first."
    assert node.values["practice"] == ("See the chain rule first.",)


def test_retiring_a_section_lists_the_places_of_its_topics(client: Client, content: Content) -> None:
    section = content().table[TOPIC].parent
    form = form_of(client, section)
    assert {OTHER, TOPIC} <= {reference.target for reference in form.references.values()}
    client.post(address("retire_node", section), dict.fromkeys(form.references, REMOVE))
    assert not [problem for problem in content().blocking_problems if problem.field == "topics"]


def test_undoing_it_names_the_topic_again(client: Client, content: Content) -> None:
    places = {state.uid for state in nodes_naming(content, TOPIC)}
    client.post(address("retire_node", TOPIC), {"successor": OTHER})
    batch = content().edits[TOPIC].batch
    client.post(address("undo_edit", batch))
    assert {state.uid for state in nodes_naming(content, TOPIC)} == places


def test_a_problem_names_its_node_and_leads_to_the_field(client: Client, content: Content, edit: Edit) -> None:
    activity = next(state for state in nodes_naming(content, TOPIC) if state.kind == "activity")
    edit(activity.uid, topics=(*activity.values["topics"], "history"))
    name, problem = content().named_problems[0]
    assert activity.title in name
    assert "history" in problem.message
    page = client.get(address("draft_detail")).text
    assert f"{address('edit_node', activity.uid)}#id_topics" in page
    assert 'id="id_topics"' in client.get(address("edit_node", activity.uid)).text
