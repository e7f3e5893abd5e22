"""Tell a waiting page by server-sent events that its verdict is there."""

import uuid
from collections.abc import AsyncIterator
from typing import cast

import structlog
from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.views.decorators.http import require_GET

from accounts.models import User
from exercises import pubsub
from exercises.models import Submission
from lib.requests import AuthedRequest

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15
MAX_STREAM_SECONDS = 600  # a page that still waits reconnects by itself


@login_required
@require_GET
async def stream(request: AuthedRequest, slug: str, uid: uuid.UUID) -> StreamingHttpResponse:
    """Send the state now, then `done` when the verdict is there. The page then requests it."""
    user = cast(User, await request.auser())  # login_required ensures it
    visible = Submission.objects.visible_to(user)
    if not await visible.filter(exercise__slug=slug, uid=uid).aexists():
        raise Http404
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_events(uid), content_type="text/event-stream", headers=headers)


async def _events(uid: uuid.UUID) -> AsyncIterator[str]:
    """Subscribe before reading the row, so that no verdict in between is missed."""
    try:
        async with pubsub.subscribe(uid) as wait_for_message:
            for _ in range(round(MAX_STREAM_SECONDS / HEARTBEAT_SECONDS)):
                event = await _event(uid)
                yield event
                if event.startswith("event: done"):
                    return
                await wait_for_message(HEARTBEAT_SECONDS)
    except pubsub.TROUBLE as error:
        log.warning("stream.not_subscribed", submission=str(uid), error=str(error))
        yield await _event(uid)


async def _event(uid: uuid.UUID) -> str:
    row = await Submission.objects.values("state", "verdict").aget(uid=uid)
    event = "queued" if row["state"] == Submission.State.QUEUED else "done"
    return f"event: {event}\ndata: {row['verdict']}\n\n"
