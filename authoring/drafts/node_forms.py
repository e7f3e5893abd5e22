"""The editor's form for one node of a roadmap, made from the content format."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.text import slugify

from authoring.drafts.form_fields import RangeField, field_for
from authoring.drafts.labels import label_of, title_in_lists
from authoring.drafts.nodes import NodeState, NodeTable, free_uid, is_shown, shared_uids
from authoring.drafts.problems import MAX_BODY_CHARS, Problem, node_problems
from authoring.drafts.queries import DraftContent
from authoring.versions.models import MAX_NOTE_CHARS
from curriculum.documents.schema import HOURS, KINDS, LINES, SHARES, UIDS, FieldType
from lib.durations import Hours, HoursRange
from lib.pages.form_fields import MarkdownFormField

NOT_IN_THE_FORM = ("uid", "retired", "successor")
SLUGS = "Their slugs, one per line, in the order to solve them. Only exercises about this topic are shown."
SHARING = "They belong to other roadmaps. What learners did with them counts here too."
KINDS_OF_STUDY = ("coding", "reading", "watching")
FIRST = ("title", "text", "number", "label", "stars", "hours", "weeks", "why", "body")


class EditNodeForm(forms.Form):
    """All values of a node, its text, and why they were changed. ``state`` gives them after validation."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self, *args: Any, node: NodeState, content: DraftContent, base: NodeState | None, **options: Any
    ) -> None:
        self.node, self.table, self.base = node, content.table, base
        self.other_topics = content.other_topics
        options["initial"] = {**_initial(node), **options.get("initial", {})}
        super().__init__(*args, **options)
        for name in _names(node.kind):
            if name == "body":
                self.fields["body"] = _body_field()
            else:
                self.fields.update(self._fields_for(name, KINDS[node.kind].fields[name]))
        self.fields["reason"] = forms.CharField(
            max_length=MAX_NOTE_CHARS, required=False, label="Why? (optional, for the history)"
        )
        self.warnings: list[Problem] = []

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Return the fields that most nodes have, and those with a value."""
        return [field for field in self.visible_fields() if not self._is_rare(field) and field.name != "reason"]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """Lists and notes that this node doesn't have yet."""
        return [field for field in self.visible_fields() if self._is_rare(field)]

    def _is_rare(self, field: forms.BoundField) -> bool:
        return not (field.name in (*FIRST, "reason") or field.field.required or field.value() or field.errors)

    def _fields_for(self, name: str, field_type: FieldType) -> dict[str, forms.Field]:
        label = label_of(name)
        if field_type is HOURS:
            return {
                "hours_refresher": RangeField(HoursRange, label=label_of("hours_refresher"), required=False),
                "hours_from_scratch": RangeField(HoursRange, label=label_of("hours_from_scratch"), required=False),
            }
        if field_type is SHARES:
            return {
                kind: forms.IntegerField(min_value=0, max_value=100, label=f"Percent {kind}") for kind in KINDS_OF_STUDY
            }
        if field_type is UIDS:
            return self._choice_of_nodes(name, label)
        field = field_for(field_type, label=label)
        if field_type is LINES:
            field.help_text = SLUGS if name == "exercises" else "One per line. Markdown and LaTeX work."
        return {name: field}

    def _choice_of_nodes(self, name: str, label: str) -> dict[str, forms.Field]:
        """The nodes that may be chosen, and those that are chosen already. No field where there is nothing to share."""
        chosen_uids = self.node.values[name]
        choices = _shared_topics(self.other_topics, self.table, name, chosen_uids)
        if name == "shared_topics" and not choices:
            return {}
        if name != "shared_topics":
            choices = _nodes_of_kind(self.table, name.removesuffix("s"), chosen_uids) + choices
        widget = forms.CheckboxSelectMultiple(attrs={"class": "choices"})
        field = forms.MultipleChoiceField(choices=choices, label=label, required=False, widget=widget)
        field.help_text = SHARING if name == "shared_topics" else ""
        return {name: field}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "coding" in data and sum(data.get(kind) or 0 for kind in KINDS_OF_STUDY) != 100:
            self.add_error("coding", "The three shares must add up to 100%.")
        refresher, from_scratch = data.get("hours_refresher"), data.get("hours_from_scratch")
        if bool(refresher) != bool(from_scratch):
            self.add_error("hours_from_scratch" if refresher else "hours_refresher", "Fill in both, or neither.")
        if not self.errors:
            self._add_problems()
        return data

    def _add_problems(self) -> None:
        for problem in node_problems(self.state, self.base):
            if problem.is_blocking:
                self.add_error(problem.field if problem.field in self.fields else None, problem.message)
            else:
                self.warnings.append(problem)

    @property
    def state(self) -> NodeState:
        """The node with the values of the form."""
        data, values = self.cleaned_data, dict(self.node.values)
        for name, field_type in KINDS[self.node.kind].fields.items():
            if name in NOT_IN_THE_FORM:
                continue
            if field_type is HOURS:
                refresher, from_scratch = data.get("hours_refresher"), data.get("hours_from_scratch")
                values[name] = Hours(refresher, from_scratch) if refresher and from_scratch else None
            elif field_type is SHARES:
                values[name] = {kind: data[kind] for kind in KINDS_OF_STUDY}
            elif field_type is UIDS:
                values[name] = tuple(sorted(data.get(name, values[name])))
            elif name in data:
                values[name] = data[name]
        return NodeState(
            kind=self.node.kind,
            parent=self.node.parent,
            order=self.node.order,
            values=values,
            body=data.get("body", self.node.body).strip("\n"),
        )


class NewNodeForm(EditNodeForm):
    """Also asks for the uid, which never changes afterwards."""

    uid = forms.CharField(
        max_length=120,
        required=False,
        label="Uid",
        help_text="Lower-case letters, digits, hyphens and dots. It never changes. Leave it empty to use the title.",
    )

    def clean_uid(self) -> str:
        text: str = self.cleaned_data["uid"].strip()
        uid = text or self._free_uid()
        if uid in self.table:
            raise forms.ValidationError(f"“{self.table[uid].title}” has this uid. Choose another.")
        if not all(part and slugify(part) == part for part in uid.split(".")):
            raise forms.ValidationError("Use lower-case letters, digits, hyphens and dots only.")
        return uid

    def _free_uid(self) -> str:
        """Make a uid from the title, under the parent's for a part of a topic or a question of a checkpoint."""
        title = self.data.get("title") or self.data.get("text") or ""
        slug = slugify(title)[:60].strip("-") or self.node.kind
        root = slug if self.node.kind in ("topic", "section", "phase", "resource") else f"{self.node.parent}.{slug}"
        twin = self.table.get(root)
        if twin and (twin.kind, twin.parent, twin.title) == (self.node.kind, self.node.parent, title.strip()):
            raise forms.ValidationError(f"“{twin.title}” is there already. Choose another title.")  # or a double click
        return free_uid(self.table, root)

    @property
    def state(self) -> NodeState:
        return super().state.with_values(uid=self.cleaned_data["uid"])


def _names(kind: str) -> list[str]:
    """The fields in the order of the form: what matters most first."""
    names = [name for name in KINDS[kind].fields if name not in NOT_IN_THE_FORM]
    if kind not in ("criterion", "star", "pace"):
        names.append("body")
    return sorted(names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def _body_field() -> forms.Field:
    field = MarkdownFormField(max_characters=MAX_BODY_CHARS, noun="this text")
    field.label, field.help_text = label_of("body"), "Markdown, with LaTeX in $…$ and $$…$$."
    field.widget = forms.Textarea(attrs={"rows": 14})
    return field


def _initial(node: NodeState) -> dict[str, Any]:
    initial = {**node.values, "body": node.body}
    hours = node.values.get("hours")
    if isinstance(hours, Hours):
        initial |= {"hours_refresher": hours.refresher, "hours_from_scratch": hours.from_scratch}
    return initial | dict(node.values.get("balance") or {})


def _nodes_of_kind(table: NodeTable, kind: str, chosen_uids: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (state.uid, title_in_lists(state))
        for state in table.values()
        if state.kind == kind and (state.uid in chosen_uids or is_shown(table, state.uid))
    ]


def _shared_topics(
    titles: Mapping[str, str], table: NodeTable, name: str, chosen_uids: Sequence[str]
) -> list[tuple[str, str]]:
    """The topics of other roadmaps: a section may share any of them, and other nodes refer to those that are shared."""
    if name == "resources":
        return []
    uids = {*titles, *chosen_uids} if name == "shared_topics" else shared_uids(table)
    return sorted(((uid, titles.get(uid, uid)) for uid in uids), key=itemgetter(1))
