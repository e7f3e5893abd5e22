"""The engine of sessions: Django's own in the database. Every page reads its session, so that query is compiled."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import Param

_SESSION = CompiledObjects(lambda: Session.objects.filter(session_key=Param("key"), expire_date__gt=Param("now")))


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        session = _SESSION.first(key=self.session_key or "", now=timezone.now())
        if session is None:
            self._session_key = None
            return {}
        return self.decode(session.session_data)
