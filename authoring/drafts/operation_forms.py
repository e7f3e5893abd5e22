"""Forms for moving, splitting, merging and retiring nodes, and for publishing."""

from typing import Any

from django import forms

from authoring.drafts.nodes import NodeState, NodeTable, children_of, descendants
from authoring.drafts.problems import is_shown
from authoring.drafts.queries import DraftContent
from authoring.impact.questions import QuestionEdit
from authoring.impact.rules import changed_questions
from authoring.versions.models import MAX_NOTE_CHARS
from curriculum.documents.schema import KINDS


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=MAX_NOTE_CHARS, required=False, label="Why? (optional, for the history)")
    field_order = ("parent", "place", "successor", "into", "title", "number", "parts", "reason")


class MoveForm(ReasonForm):
    """Moves a node to another parent, or to another place among its siblings."""

    parent = forms.ChoiceField(label="Under")
    place = forms.IntegerField(min_value=1, max_value=999, label="As number", help_text="1 is the first.")

    def __init__(self, *args: Any, node: NodeState, table: NodeTable, **options: Any) -> None:
        siblings = [state.uid for state in children_of(table, node.parent, node.kind)]
        options["initial"] = {"parent": node.parent, "place": siblings.index(node.uid) + 1}
        super().__init__(*args, **options)
        below = {state.uid for state in descendants(table, node.uid)} | {node.uid}
        self.fields["parent"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.uid, f"{state.values.get('number') or ''} {state.title}".strip())
            for state in table.values()
            if node.kind in KINDS[state.kind].children and state.uid not in below and is_shown(table, state.uid)
        ]


class RetireForm(ReasonForm):
    successor = forms.ChoiceField(
        required=False, label="Where its content went", help_text="Learners who open the old page find a link to it."
    )

    def __init__(self, *args: Any, node: NodeState, table: NodeTable, **options: Any) -> None:
        super().__init__(*args, **options)
        if "successor" not in KINDS[node.kind].fields:
            del self.fields["successor"]
            return
        choices = [(state.uid, _path(table, state)) for state in _others(table, node, ("topic", "subtopic"))]
        self.fields["successor"].choices = [("", "Nowhere"), *choices]  # type: ignore[attr-defined]  # a ChoiceField


class MergeForm(ReasonForm):
    into = forms.ChoiceField(label="Into", help_text="Its parts move there, with learners’ marks.")

    def __init__(self, *args: Any, node: NodeState, table: NodeTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.uid, _path(table, state)) for state in _others(table, node, ("topic",))
        ]


class SplitForm(ReasonForm):
    title = forms.CharField(max_length=120, label="Title of the new topic")
    number = forms.CharField(max_length=8, label="Number of the new topic", help_text="Such as 1.5.")
    parts = forms.MultipleChoiceField(label="Parts that move to it", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, node: NodeState, table: NodeTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parts"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.uid, state.title) for state in children_of(table, node.uid, "subtopic") if not state.is_retired
        ]


QUESTION = "question-"
QUESTION_EDITS = (
    (QuestionEdit.NEW, "asks something else: everybody answers it again, and no exercise proves it"),
    (QuestionEdit.STILL_PROVEN, "asks something else, and its exercises still prove it"),
    (QuestionEdit.CORRECTION, "asks the same in better words: answers and proofs stay"),
)


class PublishForm(forms.Form):
    """With a question for each criterion whose words differ."""

    note = forms.CharField(
        max_length=MAX_NOTE_CHARS, required=False, label="Why?", help_text="Learners see this with the list of changes."
    )
    title = forms.CharField(
        required=False,
        label="The roadmap’s title",
        help_text="Publishing hides the whole roadmap from everybody who follows it. Enter its title to confirm.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, content: DraftContent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roadmap_title = content.roadmap.title
        if not content.retires_roadmap:
            del self.fields["title"]
        for uid, state in changed_questions(content.base, content.table).items():
            if uid in content.base:
                self.fields[f"{QUESTION}{uid}"] = forms.ChoiceField(
                    choices=QUESTION_EDITS, label=f"“{state.title}”", required=False
                )

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title.strip() != self.roadmap_title:
            raise forms.ValidationError(f"To retire the roadmap, enter its title: {self.roadmap_title}")
        return title

    @property
    def questions(self) -> dict[str, QuestionEdit]:
        """What the edits of questions mean, by uid."""
        return {
            name.removeprefix(QUESTION): QuestionEdit(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(QUESTION) and value
        }


def _others(table: NodeTable, node: NodeState, kinds: tuple[str, ...]) -> list[NodeState]:
    return [state for state in table.values() if state.kind in kinds and state != node and is_shown(table, state.uid)]


def _path(table: NodeTable, state: NodeState) -> str:
    """ "1.2 Calculus" or "Calculus: The chain rule"."""
    if state.kind == "topic":
        return f"{state.values['number']} {state.title}"
    return f"{table[state.parent].title}: {state.title}"
