"""Edit a node of the draft, or add one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.admins import curriculum_admins_only
from authoring.drafts import operations as rules
from authoring.drafts.access import content_or_404, node_or_404
from authoring.drafts.actions import EditConflictError, edit_draft
from authoring.drafts.changes import changes_between
from authoring.drafts.labels import kind_name
from authoring.drafts.merging import merge_edits, state_at
from authoring.drafts.models import NodeEdit
from authoring.drafts.node_forms import EditNodeForm, NewNodeForm
from authoring.drafts.nodes import NodeState, ancestors
from authoring.drafts.preview import preview_of
from authoring.drafts.queries import DraftContent
from curriculum.documents.rows import roadmap_of_node
from curriculum.documents.schema import KINDS
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, value_or_404


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def edit_node(request: AuthedRequest, roadmap: str, uid: str) -> HttpResponse:
    """With a preview of what learners will see. A second admin who saves an older text gets both."""
    content = content_or_404(roadmap)
    node = node_or_404(content, uid)
    base = content.base.get(uid)
    initial = {"revision": content.revision_of(uid)}
    form = EditNodeForm(request.POST or None, node=node, content=content, base=base, initial=initial)
    context: dict[str, Any] = {"node": node, "title": node.title, "kind": kind_name(node.kind)}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            return _render(request, content, form, context)
        try:
            row = _save_or_merge(request, content, form, node)
        except EditConflictError as conflict:
            context["other"] = changes_between({uid: form.state}, {uid: conflict.content.table[uid]})
            data = request.POST.copy()
            data["revision"] = str(conflict.content.revision_of(uid))  # saving again overwrites it on purpose
            form = EditNodeForm(data, node=conflict.content.table[uid], content=conflict.content, base=base)
            form.add_error(None, str(conflict))
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_saved(request, content, row, form.state.title)
            return redirect("authoring:edit_node", roadmap, uid)
    return _render(request, content, form, context)


@require_safe
@curriculum_admins_only
def edit_current(request: AuthedRequest, uid: str) -> HttpResponse:
    """Lead from a page of a roadmap to its editor. A shared topic is edited in its own."""
    return redirect("authoring:edit_node", value_or_404(roadmap_of_node(uid)), uid)


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def add_node(request: AuthedRequest, roadmap: str, uid: str, kind: str) -> HttpResponse:
    """A new node of this kind under the node ``uid``."""
    content = content_or_404(roadmap)
    parent = node_or_404(content, uid)
    if kind not in KINDS[parent.kind].children:
        raise Http404
    empty = {name: field_type.empty for name, field_type in KINDS[kind].fields.items()}
    node = NodeState(kind=kind, parent=uid, order=0, values=empty)
    form = NewNodeForm(request.POST or None, node=node, content=content, base=None)
    title = f"New {kind_name(kind)}"
    context: dict[str, Any] = {"node": node, "title": title, "kind": kind_name(kind), "parent": parent, "is_new": True}
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        state = form.state
        try:
            row = edit_draft(
                person=request.user, roadmap=content.roadmap, action=f"Added “{state.title}”",
                reason=form.cleaned_data["reason"],
                operation=lambda table: rules.add_node(
                    table, kind=kind, parent=uid, values=dict(state.values), body=state.body
                ),
            )  # fmt: skip
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_saved(request, content, row, state.title)
            return redirect("authoring:edit_node", roadmap, state.uid)
    return _render(request, content, form, context)


def _save_or_merge(
    request: AuthedRequest, content: DraftContent, form: EditNodeForm, node: NodeState
) -> NodeEdit | None:
    """Save it. Where another admin has changed other fields since, both edits count.

    Raises EditConflictError: both have changed the same field.
    """
    revision = form.cleaned_data["revision"] or 0
    try:
        return _save(request, content, form, form.state, revision)
    except EditConflictError as conflict:
        current = conflict.content
        opened, theirs = state_at(current, node.uid, revision), current.table.get(node.uid)
        merged = merge_edits(opened, form.state, theirs) if opened and theirs else None
        if merged is None:
            raise
        row = _save(request, content, form, merged, current.revision_of(node.uid))
        author = current.edits[node.uid].author if node.uid in current.edits else None
        messages.info(request, f"{author or 'Someone else'} has changed other fields meanwhile. Both edits are saved.")
        return row


def _save(
    request: AuthedRequest, content: DraftContent, form: EditNodeForm, state: NodeState, revision: int
) -> NodeEdit | None:
    return edit_draft(
        person=request.user, roadmap=content.roadmap, action=f"Edited “{state.title}”",
        reason=form.cleaned_data["reason"],
        operation=lambda table: rules.edit_node(table, state.uid, values=dict(state.values), body=state.body),
        revisions={state.uid: revision},
    )  # fmt: skip


def _say_saved(request: AuthedRequest, content: DraftContent, row: NodeEdit | None, title: str) -> None:
    if row is None:
        messages.info(request, "Nothing was changed.")
        return
    url = reverse("authoring:undo_edit", args=[content.roadmap.uid, row.batch])
    offer_undo(request, f"Saved “{title}” in the draft. Learners see it when you publish the draft.", url, "-")


def _render(request: AuthedRequest, content: DraftContent, form: EditNodeForm, context: dict[str, Any]) -> HttpResponse:
    context |= {"content": content, "form": form}
    if form.node.parent:
        above = [content.table[form.node.parent], *ancestors(content.table, form.node.parent)]
        context["above"] = [state for state in reversed(above) if state.parent]
    if form.is_bound and not form.errors:
        context["preview"] = preview_of(form.state)
    elif not form.is_bound and not context.get("is_new"):
        context["preview"] = preview_of(form.node)
    template = (
        "authoring/node_preview.html" if request.htmx and "preview" in request.POST else "authoring/edit_node.html"
    )
    return render(request, template, context)
