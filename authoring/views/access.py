"""Who may use the editor, and on which roadmap."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from authoring.queries.drafts import DraftContent, draft_content
from authoring.rules.nodes import NodeState
from curriculum.models import Roadmap
from lib.requests import AuthedRequest

View = Callable[..., HttpResponse]


def admins_only(view: View) -> View:
    @wraps(view)
    def wrapper(request: AuthedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(wrapper)


def content_or_404(roadmap: str) -> DraftContent:
    return draft_content(get_object_or_404(Roadmap, uid=roadmap))


def node_or_404(content: DraftContent, uid: str) -> NodeState:
    if uid not in content.table:
        raise Http404
    return content.table[uid]
