"""Move, retire, restore, split and merge nodes of the draft."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admins import curriculum_admins_only
from authoring.drafts import operations as rules
from authoring.drafts.access import content_or_404, node_or_404
from authoring.drafts.actions import Operation, edit_draft
from authoring.drafts.labels import kind_name
from authoring.drafts.nodes import NodeState, NodeTable, children_of, free_uid
from authoring.drafts.operation_forms import MergeForm, MoveForm, RetireForm, SplitForm
from authoring.drafts.queries import DraftContent
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo

Data = Mapping[str, Any]


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def move_node(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    """Move a node to another parent or place. The outline's arrows and its dragging post here too."""
    content = content_or_404(roadmap)
    node = node_or_404(content, uid)
    if not node.parent:
        raise Http404
    form = MoveForm(_move_data(request, content.table, node), node=node, table=content.table)
    return _operate(request, content, form, "move", node, lambda data: (
        f"Moved “{node.title}”",
        lambda table: rules.move_node(table, uid, parent=data["parent"], place=data["place"] - 1),
    ))  # fmt: skip


def _move_data(request: AuthedRequest, table: NodeTable, node: NodeState) -> Data | None:
    """Return the posted fields, with "up" and "down" as places."""
    if request.method != "POST":
        return None
    if "by" not in request.POST:
        return request.POST
    siblings = [state.uid for state in children_of(table, node.parent, node.kind)]
    step = -1 if request.POST["by"] == "up" else 1
    return {"parent": node.parent, "place": max(1, siblings.index(node.uid) + 1 + step)}


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def retire_node(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    content = content_or_404(roadmap)
    node = node_or_404(content, uid)
    form = RetireForm(request.POST or None, node=node, table=content.table)
    return _operate(request, content, form, "retire", node, lambda data: (
        f"Retired “{node.title}”",
        lambda table: rules.retire_node(
            table, uid, successor=data.get("successor") or "", replacements=form.replacements
        ),
    ))  # fmt: skip


@require_POST
@curriculum_admins_only
def restore_node(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    content = content_or_404(roadmap)
    node = node_or_404(content, uid)
    try:
        _apply(request, content, f"Restored “{node.title}”", "", lambda table: rules.restore_node(table, uid))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(_outline_url(content, node))


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def split_topic(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    """Move some of a topic's parts to a new topic."""
    content = content_or_404(roadmap)
    node = _topic_or_404(content, uid)
    form = SplitForm(request.POST or None, node=node, table=content.table)

    def operation(data: Data) -> tuple[str, Operation]:
        root = slugify(data["title"])[:60].strip("-") or "topic"
        values = {
            "uid": free_uid(content.table, root), "title": data["title"], "number": data["number"],
            "stars": node.values["stars"],
        }  # fmt: skip
        return (
            f"Split “{data['title']}” from “{node.title}”",
            lambda table: rules.split_topic(table, uid, values=values, parts=data["parts"]),
        )

    return _operate(request, content, form, "split", node, operation)


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def merge_topic(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    """Move a topic's parts into another topic, and retire it."""
    content = content_or_404(roadmap)
    node = _topic_or_404(content, uid)
    form = MergeForm(request.POST or None, node=node, table=content.table)
    return _operate(request, content, form, "merge", node, lambda data: (
        f"Merged “{node.title}” into “{content.table[data['into']].title}”",
        lambda table: rules.merge_topic(table, uid, into=data["into"]),
    ))  # fmt: skip


def _topic_or_404(content: DraftContent, uid: str) -> NodeState:
    node = node_or_404(content, uid)
    if node.kind != "topic" or node.is_retired:
        raise Http404
    return node


def _operate(
    request: AuthedRequest, content: DraftContent, form: forms.Form, name: str, node: NodeState, operation: Any
) -> HttpResponse:
    """Show the form, or do what it says and go back to the outline."""
    if request.method == "POST" and form.is_valid():
        action, do = operation(form.cleaned_data)
        try:
            _apply(request, content, action, form.cleaned_data["reason"], do)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_outline_url(content, node))
    context = {"content": content, "node": node, "kind": kind_name(node.kind), "form": form, "name": name}
    return render(request, "authoring/operation.html", context)


def _apply(request: AuthedRequest, content: DraftContent, action: str, reason: str, operation: Operation) -> None:
    row = edit_draft(person=request.user, roadmap=content.roadmap, operation=operation, action=action, reason=reason)
    if row:
        url = reverse("authoring:undo_edit", args=[content.roadmap.uid, row.batch])
        offer_undo(request, f"{action} in the draft.", url, "-", has_focus=True)


def _outline_url(content: DraftContent, node: NodeState) -> str:
    return f"{reverse('authoring:outline', args=[content.roadmap.uid])}#{node.uid}"
