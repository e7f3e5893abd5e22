"""What the admin pages of all nodes share. Nodes are changed, moved by dragging and retired, but never deleted."""

from dataclasses import replace
from typing import Any

from adminsortable2.admin import SortableAdminBase, SortableAdminMixin, SortableTabularInline
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models, transaction
from django.forms import Field, Textarea
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from curriculum.documents.rows import read_rows
from curriculum.forms import NodeForm
from curriculum.models import Node, Roadmap
from lib.form_fields import HoursField
from lib.model_fields import MarkdownField

LONG_LINE = 100  # characters
BACKGROUND_HOURS = (
    ("hours_refresher_low", "hours_refresher_high"),
    ("hours_from_scratch_low", "hours_from_scratch_high"),
)
EDITED_HERE = "Edited here since it was loaded. Loading the content files again keeps your edit."
AS_LOADED = "As loaded from the content files."


def preview(source: str) -> Any:
    """A read-only field that shows what the saved Markdown of `source` looks like."""

    @admin.display(description="as saved")
    def show(_: Any, node: Node) -> SafeString | str:
        html: str = getattr(node, f"{source}_html")
        return mark_safe(html) if html else "Nothing yet."  # noqa: S308  made by lib.markdown, which sanitises

    return show


class FieldsInUnits:
    """Inputs for hours, and larger inputs for long texts."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Field | None:
        if "hours" in db_field.name and db_field.name.endswith(("_low", "_high")):
            return HoursField(label=_range_label(db_field.name), required=not db_field.blank)
        if isinstance(db_field, MarkdownField):
            rows = 12 if db_field.name == "body" else 3
            options["widget"] = Textarea(attrs={"rows": rows, "cols": 72, "spellcheck": "true"})
        elif (db_field.max_length or 0) > LONG_LINE and not isinstance(self, NodeInline):
            options["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        field: Field | None = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]  # the library has no types
        return field


def _range_label(name: str) -> str:
    """`hours_from_scratch_low` is "Hours from scratch, at least"."""
    words, end = name.rsplit("_", 1)
    return f"{words.replace('_', ' ').capitalize()}, {'at least' if end == 'low' else 'at most'}"


class NodeInline(FieldsInUnits, SortableTabularInline):
    """The children of a node: drag them to reorder, edit their headlines here, follow a link for the rest."""

    form = NodeForm
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A new node needs its uid and its texts, so it is created on its own page."""
        return False


class ItemInline(FieldsInUnits, SortableTabularInline):
    """Lines of a list. They are part of their node's value, so they may be deleted."""

    extra = 0


class WrittenChanges(HistoricalRecordContextHelper):
    """The text fields, without the HTML that was rendered from them."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        source_changes = [change for change in delta.changes if not change.field.endswith("_html")]
        changes: list[dict[str, Any]] = super().context_for_delta_changes(replace(delta, changes=source_changes))
        return changes


class NodeAdmin(FieldsInUnits, SortableAdminBase, SimpleHistoryAdmin):
    """Options for all nodes. `headline` are the fields above the texts, `texts` the Markdown fields with previews."""

    form = NodeForm
    headline: tuple[str | tuple[str, ...], ...] = ("title",)
    texts: tuple[str, ...] = ("body",)
    within: tuple[str, ...] = ("roadmap",)  # the foreign keys to the parent, in which `order` counts
    list_filter: tuple[Any, ...] = ("retired",)
    search_fields: tuple[str, ...] = ("title", "uid", "body")
    list_per_page = 200
    body_preview = preview("body")

    @admin.display(description="shown", boolean=True, ordering="-retired")
    def is_shown(self, node: Node) -> bool:
        return not node.retired

    @admin.display(description="source")
    def origin(self, node: Node) -> str:
        """Whether loading the content files again would still update the node."""
        if not node.loaded_digest:
            return "Created here, not in the content files."
        rows = read_rows(Roadmap.objects.current().get())
        if rows[type(node), node.uid].is_edited:
            return EDITED_HERE
        return AS_LOADED

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        beside = tuple((text, f"{text}_preview") if obj else text for text in self.texts)
        record = ("uid", "retired", "origin") if obj else ("uid",)
        return (
            (None, {"fields": self.headline}),
            ("Text", {"fields": beside}),
            ("Record", {"fields": record}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("uid", "origin", *(f"{text}_preview" for text in self.texts)) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj or "title" not in self.headline else {"uid": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: learners' progress refers to nodes. Retire them instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new node becomes the last of its parent."""
        if not change:
            siblings = type(obj).objects.filter(**{name: getattr(obj, name) for name in self.within})
            obj.order = 1 + (siblings.aggregate(last=models.Max("order"))["last"] or 0)
        super().save_model(request, obj, form, change)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> WrittenChanges:
        return WrittenChanges(self.model, historical_record)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """The history also says what changed in the lists that belong to the node."""
        entry: LogEntry = super().log_change(request, obj, message)
        newest = obj.history.latest()
        newest.history_change_reason = entry.get_change_message()[:100]
        newest.save()
        return entry


class DraggedNodeAdmin(SortableAdminMixin, NodeAdmin):
    """For the nodes directly under the roadmap: their list is dragged into order."""

    def _update_order(self, updated_items: list[list[int]], extra_model_filters: dict[str, Any]) -> int:
        """Do what sortable2 does, but save each row, so that the history records who moved it."""
        with transaction.atomic():
            for pk, order in updated_items:
                node = self.model.objects.select_for_update().get(pk=pk, **extra_model_filters)
                if node.order != order:
                    node.order = order
                    node.save()
        return len(updated_items)
