"""Forms for moving, splitting, merging and retiring nodes, and for publishing."""

from collections.abc import Collection
from typing import Any

from django import forms

from authoring.drafts.labels import kind_name, label_of, node_name, title_in_lists
from authoring.drafts.nodes import NodeState, NodeTable, children_of, descendants, is_shown
from authoring.drafts.queries import DraftContent
from authoring.drafts.references import REFERENCES, NodeReference, references_to
from authoring.impact.questions import QuestionEdit
from authoring.impact.rules import changed_questions
from authoring.versions.models import MAX_NOTE_CHARS
from curriculum.documents.schema import KINDS


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=MAX_NOTE_CHARS, required=False, label="Why? (optional, for the history)")

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What the operation asks for, in the order of the form. The reason comes last."""
        return [field for field in self.visible_fields() if field.name != "reason" and field not in self.places]

    @property
    def places(self) -> list[forms.BoundField]:
        """Return the choices for places that name the node."""
        return []


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
            (state.uid, title_in_lists(state))
            for state in table.values()
            if node.kind in KINDS[state.kind].children and state.uid not in below and is_shown(table, state.uid)
        ]


FOLLOW, REMOVE, RETIRE = "", ":remove", ":retire"  # no uid has a colon
RETIRED_WITH_IT = ("activity", "criterion", "resource")  # kinds that may be about the retired node alone


class RetireForm(ReasonForm):
    """Also asks for each place that names the node, or one under it, what it names instead."""

    successor = forms.ChoiceField(
        required=False, label="Where its content went", help_text="Learners who open the old page find a link to it."
    )

    def __init__(self, *args: Any, node: NodeState, table: NodeTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.node, self.table = node, table
        self.hidden_uids = {node.uid} | {state.uid for state in descendants(table, node.uid)}
        if "successor" in KINDS[node.kind].fields:
            kinds = ("topic", "subtopic")
            choices = [(state.uid, _path(table, state)) for state in _others(table, kinds, self.hidden_uids)]
            self.fields["successor"].choices = [("", "Nowhere"), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["successor"]
        self.references = {
            f"place-{reference.uid}-{reference.field}-{reference.target}": reference
            for reference in references_to(table, self.hidden_uids)
        }
        self.fields |= {name: self._choice(reference) for name, reference in self.references.items()}
        if "successor" in self.fields and self.references:
            self.fields["successor"].help_text += (
                " The places below will name it instead, or nothing. An activity about nothing else is then retired"
                " too, or its hours would stay in every plan."
            )

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in self.references]

    @property
    def places_label(self) -> str:
        """ "5 places name “Calculus”"."""
        number = len(self.references)
        verb = "place names" if number == 1 else "places name"
        target = "a topic of " if self.node.kind == "section" else ""
        return f"{number} {verb} {target}“{self.node.title}”"

    @property
    def replacements(self) -> dict[NodeReference, str | None]:
        """What each place names instead, see `operations.retire_node`."""
        values = {reference: self.cleaned_data[name] for name, reference in self.references.items()}
        followed = {REMOVE: "", RETIRE: None}
        return {
            reference: self._followed(reference) if value == FOLLOW else followed.get(value, value)
            for reference, value in values.items()
        }

    def _followed(self, reference: NodeReference) -> str | None:
        """What a place names if nobody chose: the successor. Without one, an activity about nothing else goes too."""
        return self._successor_topic() or (None if self._is_its_activity(reference) else "")

    def _is_its_activity(self, reference: NodeReference) -> bool:
        """Whether the place is an activity about nothing that stays. Its hours would be in every plan, done or not."""
        place = self.table[reference.uid]
        is_about_it = place.kind == "activity" and reference.field == "topics"
        return is_about_it and self.hidden_uids >= {*place.values["topics"]}

    def _successor_topic(self) -> str:
        """The topic where the content went, or the one whose part has it."""
        uid: str = self.cleaned_data.get("successor", "")
        while uid and self.table[uid].kind == "subtopic":
            uid = self.table[uid].parent
        return uid

    def _choice(self, reference: NodeReference) -> forms.ChoiceField:
        target, place = self.table[reference.target], self.table[reference.uid]
        choices: list[Any] = [(FOLLOW, "As chosen above")] if "successor" in self.fields else []
        choices.append((REMOVE, "Remove the name"))
        if place.kind in RETIRED_WITH_IT:
            choices.append((RETIRE, f"Retire the {kind_name(place.kind)} too"))
        others = _others(self.table, (target.kind,), self.hidden_uids)
        choices.append(("Name instead", [(state.uid, title_in_lists(state)) for state in others]))
        label = node_name(self.table, reference.uid)
        if reference.field not in REFERENCES:
            label += f", link in “{label_of(reference.field)}”"
        if target != self.node:
            label += f": “{target.title}”"
        initial = RETIRE if "successor" not in self.fields and self._is_its_activity(reference) else None
        return forms.ChoiceField(choices=choices, required=False, label=label, initial=initial)


class MergeForm(ReasonForm):
    into = forms.ChoiceField(label="Into", help_text="Its parts move there, with learners’ marks.")

    def __init__(self, *args: Any, node: NodeState, table: NodeTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (state.uid, _path(table, state)) for state in _others(table, ("topic",), {node.uid})
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


IF_CHANGED = (
    "If the changes or the roadmap are edited before then, nothing is published and all admins get a notification."
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
    publish_at = forms.DateTimeField(
        required=False,
        label="Date and time",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Enter a date and a time, such as 2026-12-24 09:00."},
    )
    state = forms.CharField(widget=forms.HiddenInput)
    selection = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, content: DraftContent, *args: Any, time_zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = time_zone.replace("_", " ")
        self.fields["publish_at"].help_text = f"In your time zone, {zone}. {IF_CHANGED}"
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

    def publishing_fields(self) -> list[forms.BoundField]:
        """What is asked whenever it's published."""
        return [field for field in self.visible_fields() if field.name != "publish_at"]

    @property
    def questions(self) -> dict[str, QuestionEdit]:
        """What the edits of questions mean, by uid."""
        return {
            name.removeprefix(QUESTION): QuestionEdit(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(QUESTION) and value
        }


def _others(table: NodeTable, kinds: tuple[str, ...], uids: Collection[str]) -> list[NodeState]:
    """The nodes of some kinds that are shown, without those in ``uids``."""
    return [state for uid, state in table.items() if state.kind in kinds and uid not in uids and is_shown(table, uid)]


def _path(table: NodeTable, state: NodeState) -> str:
    """ "1.2 Calculus" or "Calculus: The chain rule"."""
    if state.kind == "topic":
        return f"{state.values['number']} {state.title}"
    return f"{table[state.parent].title}: {state.title}"
