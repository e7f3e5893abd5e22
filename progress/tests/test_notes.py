"""A learner's notes: one on each topic and part, safe, private, found again, and never overwritten unseen."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from curriculum.models import Subtopic, Topic
from lib.markdown import HTML_TOO_LARGE, render_note
from lib.throttling import TypesettingThrottle
from progress.notes.actions import NOTE_CHANGED, save_note
from progress.notes.models import Note

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
TOPIC = reverse("progress:topic_detail", args=["linear-algebra"])
EDIT = reverse("progress:edit_note", args=["topic", "linear-algebra"])
EDIT_PART = reverse("progress:edit_note", args=["subtopic", "linear-algebra.norms"])
NOTES = reverse("progress:notes")


@pytest.fixture
def client(ada: User, client_of: ClientOf, linear_algebra: Topic) -> Client:
    return client_of(ada)


def write(client: Client, text: str, *, url: str = EDIT, base: str = "", **more: str) -> str:
    return client.post(url, {"text": text, "base": base, **more}, follow=True).text


def test_a_note_on_a_topic_and_one_on_its_part_are_shown_in_their_places(client: Client) -> None:
    write(client, "Rows times *columns*: $x^2$")
    page = write(client, "The `ord` of `np.linalg.norm`", url=EDIT_PART)
    assert "Rows times <em>columns</em>: <math>" in page.partition('id="note-linear-algebra"')[2][:400]
    assert "<code>ord</code>" in page.partition('id="note-linear-algebra_norms"')[2][:400]
    assert page.count("Your note of") == 2


def test_by_htmx_it_comes_in_its_place_alone(client: Client) -> None:
    form = client.get(EDIT, headers=HTMX).text
    assert "<html" not in form
    saved = client.post(EDIT, {"text": "short", "base": ""}, headers=HTMX, follow=True).text
    assert "<p>short</p>" in saved
    assert "<h1" not in saved


def test_without_javascript_saving_comes_back_to_the_topic(client: Client) -> None:
    answer = client.post(EDIT_PART, {"text": "short", "base": ""}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{TOPIC}#note-linear-algebra_norms"


def test_another_tab_s_change_is_never_overwritten_unseen(client: Client) -> None:
    write(client, "first")
    first = Note.objects.get().version
    write(client, "from the other tab", base=first)
    page = write(client, "from this tab", base=first)
    assert Note.objects.get().text == "from the other tab"
    assert NOTE_CHANGED in page
    assert page.index("from this tab") < page.index("from the other tab")
    assert f'value="{Note.objects.get().version}"' in page
    write(client, "both of them", base=Note.objects.get().version)
    assert Note.objects.get().text == "both of them"


def test_a_note_deleted_in_another_tab_is_a_conflict(client: Client) -> None:
    write(client, "first")
    version = Note.objects.get().version
    write(client, "", base=version)
    assert "data-deleted" in write(client, "changed", base=version)
    assert not Note.objects.exists()


def test_saving_the_same_text_twice_is_no_conflict(client: Client) -> None:
    write(client, "first")
    assert "changed meanwhile" not in write(client, "first")
    assert Note.objects.get().text == "first"


def test_saved_empty_it_is_deleted_and_can_come_back(client: Client, ada: User) -> None:
    write(client, "Keep *me*", url=EDIT_PART)
    written = Note.objects.get()
    page = write(client, "  \n", url=EDIT_PART, base=written.version)
    assert not Note.objects.exists()
    undo_token = page.partition('name="undo_token" value="')[2].partition('"')[0]
    page = client.post(reverse("progress:restore_note"), {"undo_token": undo_token}, follow=True).text
    back = Note.objects.get()
    assert (back.text, back.html, back.written_at) == (written.text, written.html, written.written_at)
    assert "Keep <em>me</em>" in page


def test_a_deleted_note_waits_while_there_is_a_new_one(client: Client, ada: User) -> None:
    write(client, "old")
    undo_token = save_note(
        learner=ada, of=Topic.objects.get(uid="linear-algebra"), text="", base=Note.objects.get().version
    )
    write(client, "new")
    page = client.post(reverse("progress:restore_note"), {"undo_token": undo_token}, follow=True).text
    assert '<ul class="messages">' in page
    assert Note.objects.get().text == "new"
    assert f'value="{undo_token}"' in page


def test_a_preview_shows_it_and_saves_nothing(client: Client) -> None:
    page = write(client, r"Good $x^2$, bad $\frac{1}$", preview="1")
    assert "<math>" in page
    assert "Line 1, $\\frac{1}$" in page
    assert not Note.objects.exists()


@pytest.mark.parametrize(("headers", "status"), [({}, 429), (HTMX, 200)])
def test_typesetting_is_rate_limited_and_loses_nothing(
    client: Client,
    client_of: ClientOf,
    carl: User,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    status: int,
) -> None:
    monkeypatch.setattr(TypesettingThrottle, "rate", "2/minute", raising=False)
    monkeypatch.setattr(TypesettingThrottle, "timer", staticmethod(lambda: 30.0))  # half of a minute is over
    write(client, "$x^2$", preview="1")
    write(client, "saved: $x^2$")
    for more in ({"preview": "1"}, {}):
        base = Note.objects.get().version
        answer = client.post(EDIT, {"text": "typed since: $x^3$", "base": base, **more}, headers=headers)
        assert answer.status_code == status
        assert answer["Retry-After"] == "60"  # when one of this minute's two has faded
        assert " in 60 s." in answer.text
        assert "typed since: $x^3$</textarea>" in answer.text
        assert f'value="{base}"' in answer.text
    assert Note.objects.get().text == "saved: $x^2$"
    write(client_of(carl), "$y$", preview="1", url=EDIT_PART)  # each person has a count of their own
    assert 'role="alert"' not in write(client_of(carl), "mine: $y$", url=EDIT_PART)
    write(client, "", base=base)  # deleting typesets nothing
    assert Note.objects.get().learner == carl


def test_it_is_bounded_and_says_by_how_much(client: Client) -> None:
    page = write(client, "a" * 10_001)
    assert "This has 10,001 characters." in page
    assert "a" * 10_001 in page  # nothing typed is lost
    write(client, "a\r\n" * 5_000)
    assert len(Note.objects.get().text) == 10_000


def test_nobody_else_sees_it(client: Client, client_of: ClientOf, emmy: User, carl: User, ada: User) -> None:
    write(client, "my doubts")
    page = client_of(emmy).get(reverse("cohorts:learner_detail", args=["spring", ada.uid])).text
    assert "Ada" in page
    assert "my doubts" not in page
    for person in (emmy, carl):
        for url in (TOPIC, NOTES, EDIT):
            assert "my doubts" not in client_of(person).get(url).text
    assert "my doubts" not in client_of(ada).get(NOTES + "?q=nothing+like+it").text


def test_a_visitor_has_none(linear_algebra: Topic) -> None:
    assert "Write a note" not in Client().get(TOPIC).text
    assert Client().get(NOTES).headers["Location"].startswith("/accounts/login/")


def test_all_notes_are_found_by_text_and_by_title_in_the_roadmap_s_order(client: Client) -> None:
    write(client, "chain of matrices", url=EDIT_PART)
    write(client, "about the loss", url=reverse("progress:edit_note", args=["topic", "calculus"]))
    page = client.get(NOTES).text
    assert "2 notes" in page
    assert page.index("chain of matrices") < page.index("about the loss")
    assert "1 of 2 notes with “MATRICES”." in client.get(NOTES + "?q=MATRICES").text
    assert "about the loss" in client.get(NOTES + "?q=calculus").text
    assert "None of 2 notes with “&lt;b&gt;”." in client.get(NOTES + "?q=<b>").text


def test_the_list_has_at_most_twenty_on_a_page(client: Client, ada: User) -> None:
    for part in Subtopic.objects.order_by("pk")[:25]:
        save_note(learner=ada, of=part, text="short", base="")
    page = client.get(NOTES).text
    assert "25 notes" in page
    assert page.count("<p>short</p>") == 20
    assert client.get(NOTES + "?page=2").text.count("<p>short</p>") == 5


def test_a_note_outlives_its_part(client: Client) -> None:
    write(client, "still mine", url=EDIT_PART)
    Subtopic.objects.filter(uid="linear-algebra.norms").update(retired=True)
    assert "still mine" in client.get(NOTES).text
    changed = write(client, "changed", url=EDIT_PART, base=Note.objects.get().version)
    assert "data-retired" in changed


def test_a_part_that_moved_keeps_its_note_and_its_mark(client: Client, ada: User) -> None:
    part = Subtopic.objects.get(uid="linear-algebra.norms")
    write(client, "before", url=EDIT_PART)
    client.post(reverse("progress:mark_subtopic", args=[part.uid]), {"state": "doing"})
    Subtopic.objects.filter(pk=part.pk).update(topic=Topic.objects.get(uid="calculus"))
    write(client, "after", url=EDIT_PART, base=Note.objects.get().version)
    client.post(reverse("progress:mark_subtopic", args=[part.uid]), {"state": "done"})
    page = client.get(reverse("progress:topic_detail", args=["calculus"])).text
    assert "<p>after</p>" in page
    assert ada.topic_marks.get(by_parts=False).state == "done"


@pytest.mark.parametrize("kind", ["topic", "subtopic", "section"])
def test_an_unknown_topic_has_no_note(client: Client, kind: str) -> None:
    assert client.get(reverse("progress:edit_note", args=[kind, "alchemy"])).status_code == 404


# ---------------------------------------------------------------- what a stranger's Markdown may do


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("![spy](https://example.org/x.png)",
         '<p>!<a href="https://example.org/x.png" rel="nofollow noopener noreferrer">spy</a></p>'),
        ("[go](javascript:alert(1))", "<p>[go](javascript:alert(1))</p>"),
        ("# Title", "<p><strong>Title</strong></p>"),
        (r"$\def\a{aa}\a$", r"<p><code>$\def\a{aa}\a$</code></p>"),
        (r"$\frac{1}$", r"<p><code>$\frac{1}$</code></p>"),
        ("```js\nlet x = 1\n```",
         '<pre tabindex="0"><code class="language-js">let x = 1\n</code></pre>'),
    ],
)  # fmt: skip
def test_harmful_html_is_removed(text: str, shown: str) -> None:
    assert render_note(text).html == shown


@pytest.mark.parametrize(
    "text",
    [
        "$" + r"\frac" * 190 + "x$",
        "$$" + "{" * 490 + "}" * 490 + "$$",
        "$x$ " * 2_500,
        "$" + "x" * 5_000 + "$",
    ],
)
def test_hostile_formulas_stay_text(text: str) -> None:
    assert len(render_note(text).html) < 100_000


def test_html_that_grows_out_of_bounds_is_refused(client: Client) -> None:
    page = write(client, "|a" * 400 + "|\n" + "|-" * 400 + "|\n" + "|b\n" * 2_500)
    assert HTML_TOO_LARGE in page
    assert not Note.objects.exists()
