"""The engine of sessions: Django's own in the database, with one short query to read a session and one to save it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
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

    def save(self, must_create: bool = False) -> None:
        """Django's takes three round trips for a session that exists: it begins a transaction, updates and commits."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        session = self.create_model_instance(dict(self.items()))
        columns = {"session_data": session.session_data, "expire_date": session.expire_date}
        if not Session.objects.filter(pk=session.pk).update(**columns):
            raise UpdateError
