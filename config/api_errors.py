"""Error responses of the REST API, and their schema."""

from typing import Any

from django.core import exceptions as django_exceptions
from django.http import Http404
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

ERROR_SCHEMA = {
    "type": "object",
    "properties": {
        "detail": {"type": "string", "description": "What is wrong with the whole, or with no field."},
        "choices": {
            "type": "array",
            "items": {"type": "object", "properties": {"label": {"type": "string"}, "line": {"type": "string"}}},
            "description": "Lines of the study log to choose from, where the one sent could mean several things.",
        },
    },
    "additionalProperties": {
        "type": "array",
        "items": {"type": "string"},
        "description": "What is wrong with the field of this name.",
    },
}
MESSAGES: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "Sign in with an API token: send “Authorization: Token” and the token."
    " You can create one in your settings.",
    exceptions.PermissionDenied: "You don’t have access to this. If you should, ask an admin.",
    exceptions.NotFound: "Not found, or you don’t have access. The list endpoints show what you can use.",
    exceptions.MethodNotAllowed: "This address doesn’t support {method}. See /api/v1/docs/.",
    exceptions.NotAcceptable: "Responses are JSON. Accept application/json.",
    exceptions.UnsupportedMediaType: "Send JSON or a form, not “{media_type}”.",
    exceptions.Throttled: "Too many requests. Try again in {wait} s.",
}


def handle_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Respond with a list of messages for each field, and with one message, `detail`, for everything else."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, django_exceptions.PermissionDenied):
        error = exceptions.PermissionDenied(*error.args)
    response = exception_handler(error, context)
    if response and isinstance(error, exceptions.ValidationError):
        response.data = _validation_data(error)
    elif response and isinstance(error, exceptions.APIException):
        response.data = {"detail": _message(error, context)}
    return response


def _validation_data(error: exceptions.ValidationError) -> dict[str, Any]:
    fields: dict[str, Any] = error.detail if isinstance(error.detail, dict) else {"detail": error.detail}
    if messages := [*fields.pop(api_settings.NON_FIELD_ERRORS_KEY, ()), *fields.pop("detail", ())]:
        fields["detail"] = " ".join(messages)
    return fields


def _message(error: exceptions.APIException, context: dict[str, Any]) -> str:
    """Our message in place of the library's default. A message that a view chose stays."""
    default = str(error.default_detail).partition("{")[0]
    if type(error) not in MESSAGES or not str(error.detail).startswith(default):
        return str(error.detail)
    request, wait = context["request"], getattr(error, "wait", 1)
    return MESSAGES[type(error)].format(method=request.method, media_type=request.content_type, wait=wait)


class ApiSchema(AutoSchema):
    """Adds the error response to every operation that reads input."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation and ("requestBody" in operation or self._get_pagination_parameters()):  # type: ignore[no-untyped-call]  # the library has no types
            response = {"content": {"application/json": {"schema": ERROR_SCHEMA}}, "description": ""}
            operation["responses"] = dict(sorted({**operation["responses"], "400": response}.items()))
        return operation
