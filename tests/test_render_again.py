"""After the renderer has changed, one command renders every stored text again, and changes nothing else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from curriculum.actions import ROWS_AT_ONCE
from curriculum.models import Activity, CurriculumVersion, Subtopic, Topic
from lib.model_fields import RenderedNoteField
from progress.notes.models import Note

OLD = "<p>as an earlier renderer made it</p>"
SHOWN = ((Topic, "body_html"), (Topic, "why_html"), (Subtopic, "body_html"), (Activity, "goal_html"), (Note, "html"))


@pytest.fixture
def note(ada: User, roadmap: None) -> Note:
    return Note.objects.create(learner=ada, topic=Topic.objects.get(uid="calculus"), text="The *norm* $x^2$")


def everything_shown() -> list[list[tuple[int, str]]]:
    return [list(model._default_manager.order_by("pk").values_list("pk", column)) for model, column in SHOWN]


def render_again() -> str:
    said = StringIO()
    call_command("render_again", stdout=said)
    return said.getvalue()


def test_stale_html_is_rendered_again_once(note: Note) -> None:
    before, versions = everything_shown(), Topic.history.count()
    for model, column in SHOWN:
        model._default_manager.exclude(**{column: ""}).update(**{column: OLD})
    token = CurriculumVersion.current()
    assert not render_again().startswith("0 ")
    assert everything_shown() == before
    assert CurriculumVersion.current() != token  # what pages keep of the curriculum is read again
    assert Topic.history.count() == versions
    assert render_again().startswith("0 rendered again, ")


def test_it_reads_on_after_the_rows_that_it_takes_at_once(ada: User, roadmap: None) -> None:
    calculus, count = Topic.objects.get(uid="calculus"), ROWS_AT_ONCE + 1
    parts = [Subtopic(uid=f"calculus.part-{number}", topic=calculus, title="A part") for number in range(count)]
    Subtopic.objects.bulk_create(parts)
    notes = (Note(learner=ada, topic=calculus, subtopic=part, text="A norm") for part in parts)
    Note.objects.bulk_create(notes)
    Note.objects.update(html=OLD)
    assert render_again().startswith(f"{count} rendered again, ")
    assert set(Note.objects.values_list("html", flat=True)) == {"<p>A norm</p>"}


def test_unrenderable_texts_are_named_and_kept(note: Note) -> None:
    calculus = Topic.objects.get(uid="calculus")
    Topic.objects.filter(pk=calculus.pk).update(body=r"$\frac{1$", body_html=OLD)
    Note.objects.update(html=OLD)
    with pytest.raises(CommandError, match=f"topic {calculus.pk}, body: "):
        render_again()
    calculus.refresh_from_db()
    assert calculus.body_html == OLD
    assert Note.objects.get().html != OLD


def test_a_note_saved_meanwhile_is_kept(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    render = RenderedNoteField.render
    Note.objects.update(html=OLD)

    def saved_meanwhile(self: RenderedNoteField, text: str) -> str:
        Note.objects.update(text="Another text", html="<p>Another text</p>")
        return render(self, text)

    monkeypatch.setattr(RenderedNoteField, "render", saved_meanwhile)
    render_again()
    assert Note.objects.get().html == "<p>Another text</p>"
