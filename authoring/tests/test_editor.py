"""The editor: what an admin types ends in the draft, and what is wrong is said where it was typed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from authoring.drafts.models import NodeEdit
from authoring.drafts.queries import DraftContent
from authoring.versions.models import RoadmapVersion
from curriculum.models import Roadmap, Topic

Content = Callable[[], DraftContent]
TOPIC = "linear-algebra"


@pytest.fixture
def client(roadmap: None, grace: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(grace)


def address(name: str, *args: object) -> str:
    return reverse(f"authoring:{name}", args=[Roadmap.objects.get().uid, *args])


def form_of(client: Client, url: str) -> dict[str, object]:
    """What a browser would send if nothing were typed."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_the_outline_shows_every_node(client: Client, content: Content) -> None:
    page = client.get(address("outline")).text
    assert all(f'id="{uid}"' in page for uid, state in content().table.items() if state.parent)


def test_saving_untouched_changes_nothing(client: Client, content: Content) -> None:
    """For one node of each kind: every value survives its form field."""
    kinds = {state.kind: uid for uid, state in content().table.items()}
    for uid in kinds.values():
        url = address("edit_node", uid)
        answer = client.post(url, form_of(client, url))
        assert (answer.status_code, answer.get("Location")) == (302, url), uid
    assert not NodeEdit.objects.exists()


def test_what_is_typed_ends_in_the_draft(client: Client, content: Content) -> None:
    url = address("edit_node", TOPIC)
    page = client.post(
        url,
        form_of(client, url) | {"title": "Linear maps", "hours_refresher": "9 to 13,5", "practice": "One\n\nTwo "},
        follow=True,
    )
    assert "“Linear maps”" in str(*page.context["messages"])
    values = content().table[TOPIC].values
    assert (values["title"], values["practice"]) == ("Linear maps", ("One", "Two"))
    assert values["hours"].refresher.figures == [9, 13.5]
    assert Topic.objects.get(uid=TOPIC).title == "Linear algebra"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stars", "6"),
        ("title", ""),
        ("title", "Linear\u200b maps"),
        ("hours_refresher", "12-8"),
        ("hours_refresher", "a few"),
        ("hours_from_scratch", ""),
        ("hours_from_scratch", "900-9000"),
        ("why", "A formula $\\frac{1$ without an end"),
        ("body", "$$\\nosuchcommand{1}$$"),
        ("body", "x" * 70_000),
        ("practice", "a\n" * 100),
    ],
)
def test_a_bad_value_is_refused_at_its_field(client: Client, field: str, value: str) -> None:
    url = address("edit_node", TOPIC)
    answer = client.post(url, form_of(client, url) | {field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not NodeEdit.objects.exists()


def test_a_preview_saves_nothing(client: Client) -> None:
    url = address("edit_node", TOPIC)
    data = form_of(client, url) | {"body": "A *new* text with $x^2$.", "preview": "1"}
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(url, data, headers=headers)
        assert "<em>new</em>" in answer.text
        assert "<math" in answer.text
    assert not NodeEdit.objects.exists()


def test_an_implausible_estimate_is_pointed_out_and_accepted(client: Client, content: Content) -> None:
    url = address("edit_node", TOPIC)
    data = form_of(client, url) | {"hours_refresher": "80-120", "hours_from_scratch": "200-300"}
    assert client.post(url, data | {"preview": "1"}).context["form"].warnings
    assert client.post(url, data).status_code == 302
    assert {problem.is_blocking for problem in content().problems} == {False}


def test_a_second_admin_sees_both_texts_and_can_keep_theirs(client: Client, content: Content) -> None:
    url = address("edit_node", TOPIC)
    first, second = form_of(client, url), form_of(client, url)
    client.post(url, first | {"title": "Linear maps"})
    answer = client.post(url, second | {"title": "Matrices"})
    assert answer.context["other"]
    assert "Grace saved this" in answer.context["form"].non_field_errors()[0]
    assert "Linear maps" in answer.text
    assert "Matrices" in answer.text
    form = answer.context["form"]
    again = {name: form[name].value() for name in form.fields}
    client.post(url, {name: value for name, value in again.items() if value not in (None, False)})
    assert content().table[TOPIC].title == "Matrices"


def test_a_new_part_gets_its_uid_from_its_title(client: Client, content: Content) -> None:
    url = address("add_node", TOPIC, "subtopic")
    answer = client.post(url, {"title": "The rank", "stars": "3", "body": "How many rows are independent."})
    assert answer.status_code == 302
    assert content().table["linear-algebra.the-rank"].parent == TOPIC


def test_a_double_click_adds_one_part(client: Client) -> None:
    url = address("add_node", TOPIC, "subtopic")
    for _ in range(2):
        answer = client.post(url, {"title": "The rank"})
    assert answer.context["form"].errors["uid"]
    assert NodeEdit.objects.count() == 1


def test_a_full_draft_refuses_with_a_message(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post(address("retire_node", "calculus"), {"successor": ""})
    monkeypatch.setattr("authoring.drafts.actions.MAX_EDITS", 1)
    answer = client.post(address("restore_node", "calculus"), follow=True)
    assert (answer.status_code, "5,000" in answer.text) == (200, True)


def test_a_node_moves_by_one_place(client: Client, content: Content) -> None:
    client.post(address("move_node", "calculus"), {"by": "up"})
    assert [change.uid for change in content().changes] in (["calculus"], [TOPIC])


def test_every_operation_offers_to_undo_it(client: Client, content: Content) -> None:
    for name, uid, data in (
        ("move_node", "calculus", {"by": "up"}),
        ("retire_node", "linear-algebra.norms", {"successor": TOPIC}),
        ("split_topic", TOPIC, {"title": "Norms", "number": "1.5", "parts": ["linear-algebra.operations"]}),
        ("merge_topic", "calculus", {"into": TOPIC}),
    ):
        answer = client.post(address(name, uid), data, follow=True)
        batch = NodeEdit.objects.all()[0].batch
        assert address("undo_edit", batch) in answer.text, name
        client.post(address("undo_edit", batch))
        assert not content().changes, name


def test_publishing_ends_in_the_history(client: Client) -> None:
    url = address("edit_node", TOPIC)
    client.post(url, form_of(client, url) | {"title": "Linear maps"})
    state = client.get(address("draft_detail")).context["form"]["state"].value()
    client.post(address("publish"), {"state": state, "note": "Plainer"})
    assert Topic.objects.get(uid=TOPIC).title == "Linear maps"
    page = client.get(address("history"))
    assert "Plainer" in page.text
    client.post(address("roll_back", 1))
    assert Topic.objects.get(uid=TOPIC).title == "Linear algebra"
    assert RoadmapVersion.objects.count() == 3


def test_everyone_can_read_what_changed(client: Client) -> None:
    url = address("edit_node", TOPIC)
    client.post(url, form_of(client, url) | {"title": "Linear maps"})
    state = client.get(address("draft_detail")).context["form"]["state"].value()
    client.post(address("publish"), {"state": state, "note": ""})
    assert "Linear maps" in Client().get(address("version_detail", 2)).text


def test_the_export_is_the_same_for_the_same_roadmap(client: Client) -> None:
    first, second = (client.get(address("export")).content for _ in range(2))
    assert first == second
    assert first[:2] == b"PK"


def test_outside_debug_an_admin_needs_a_second_factor(client: Client, settings: Settings) -> None:
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    answer = client.get(address("outline"))
    assert answer["Location"].startswith(reverse("admin:login"))
    url = address("edit_node", TOPIC)
    assert client.post(url, {"title": "Linear maps"}).status_code == 403
    assert not NodeEdit.objects.exists()


@pytest.mark.parametrize("word", ["nodes", "import", "draft", "history", "usage", "roadmaps"])
def test_a_roadmap_may_have_a_uid_that_is_a_word_of_the_editor_s_addresses(client: Client, word: str) -> None:
    Roadmap.objects.update(uid=word)
    for name in ("outline", "draft_detail", "history", "usage", "import_file", "export"):
        assert client.get(address(name)).status_code == 200, name
    assert client.get(address("edit_node", TOPIC)).context["node"].uid == TOPIC


def test_hours_of_a_topic_that_exclude_its_activities_are_pointed_out(client: Client, content: Content) -> None:
    url = address("edit_node", "generative-ai")
    client.post(url, form_of(client, url) | {"hours_refresher": "300 to 400", "hours_from_scratch": "300 to 400"})
    [problem] = [problem for problem in content().problems if "300 to 400 h" in problem.message]
    assert (problem.uid, problem.is_blocking) == ("generative-ai", False)
    url = address("edit_node", "calculus")
    client.post(url, form_of(client, url) | {"title": "Calculus again"})
    assert not [problem for problem in content().problems if problem.uid == "calculus"]
