"""The draft and the node that an address names."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from authoring.drafts.nodes import NodeState
from authoring.drafts.queries import DraftContent, draft_content
from curriculum.models import Roadmap


def content_or_404(roadmap: str) -> DraftContent:
    return draft_content(get_object_or_404(Roadmap, uid=roadmap))


def node_or_404(content: DraftContent, uid: str) -> NodeState:
    if uid not in content.table:
        raise Http404
    return content.table[uid]
