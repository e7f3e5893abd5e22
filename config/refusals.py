"""How the REST interface refuses, and how its description says so. Beside config.rest, which its views need at once."""

from typing import Any

from django.http import Http404
from drf_spectacular.openapi import AutoSchema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

REFUSED = {
    "type": "object",
    "properties": {"detail": {"type": "string", "description": "What is wrong with the whole, or with no field."}},
    "additionalProperties": {
        "type": "array",
        "items": {"type": "string"},
        "description": "What is wrong with the field of this name.",
    },
}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """A field has a list of sentences; what is wrong with no field is one text, `detail`, with every status."""
    answer = exception_handler(NotFound() if isinstance(error, Http404) else error, context)
    if answer and isinstance(error, ValidationError):
        fields: dict[str, Any] = error.detail if isinstance(error.detail, dict) else {"detail": error.detail}
        if whole := [*fields.pop(api_settings.NON_FIELD_ERRORS_KEY, ()), *fields.pop("detail", ())]:
            fields["detail"] = " ".join(whole)
        answer.data = fields
    return answer


class Schema(AutoSchema):
    """Whatever reads something may refuse it."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation and ("requestBody" in operation or self._get_pagination_parameters()):  # type: ignore[no-untyped-call]  # the library has no types
            refused = {"content": {"application/json": {"schema": REFUSED}}, "description": ""}
            operation["responses"] = dict(sorted({**operation["responses"], "400": refused}.items()))
        return operation
