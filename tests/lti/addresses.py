"""The addresses of the test platform."""

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives import serialization as form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from lti1p3platform.exceptions import LineItemNotFoundException
from lti1p3platform.framework.django.request import DjangoRequest
from lti1p3platform.framework.django.response import wrap_json_resp
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

from tests.lti.ledger import Ledger

ADDRESS = os.environ.get("LTI_PLATFORM_ADDRESS", "")
REGISTRATION_TOKEN = "a token of the platform"
LATE_S = 12
FIELDS = ("id_token", "state")
ledger = Ledger()


def _key() -> str:
    return (Path(os.environ["LTI_PLATFORM_FOLDER"]) / "key.pem").read_text()


def public_key() -> str:
    key = form.load_pem_private_key(_key().encode(), None).public_key()
    return key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo).decode()


class Configuration(LTI1P3PlatformConfAbstract):
    """The platform for one tool."""

    def init_platform_config(self, **options: Any) -> None:
        self.client_id = options["client_id"]
        self.get_registration()

    def get_registration_by_params(self, **options: Any) -> Registration:
        tool = ledger.tools[self.client_id]
        registration = (
            Registration()
            .set_iss(ADDRESS)
            .set_client_id(self.client_id)
            .set_deployment_id(tool["deployment"])
            .set_launch_url(tool["redirect_uris"][0])
            .set_deeplink_launch_url(tool["redirect_uris"][0])
            .set_oidc_login_url(tool["initiate_login_uri"])
            .set_tool_key_set_url(tool["jwks_uri"])
            .set_platform_public_key(public_key())
            .set_platform_private_key(_key())
        )
        return registration.set_tool_key_set(tool["jwks"]) if "jwks" in tool else registration


class MessageLaunch(LTIAdvantageMessageLaunchAbstract):
    """Its form, which a person or a test sends on. The library's own template needs setuptools."""

    def render_launch_form(self, launch_data: dict[str, Any], **options: Any) -> HttpResponse:
        inputs = format_html_join(
            "", '<input type="hidden" name="{}" value="{}">', [(name, launch_data[name]) for name in FIELDS]
        )
        form = '<title>Going on</title><form method="post" action="{}">{}<button>Go on</button></form>'
        return HttpResponse(format_html(form, launch_data["launch_url"], inputs))


def configuration(request: HttpRequest) -> HttpResponse:
    names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks",
             "registration_endpoint": "register"}  # fmt: skip
    details = {"product_family_code": "test-platform", "version": "1"}
    return JsonResponse(
        {
            "issuer": ADDRESS,
            **{name: f"{ADDRESS}/{end}" for name, end in names.items()},
            "https://purl.imsglobal.org/spec/lti-platform-configuration": details,
        }
    )


def register(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Authorization") != f"Bearer {REGISTRATION_TOKEN}":
        return HttpResponse(status=401)
    tool = json.loads(request.body)
    number = len(ledger.tools) + 1
    tool |= {"client_id": f"client-{number}", "deployment": f"deployment-{number}"}
    ledger.tools[tool["client_id"]] = tool
    details = {"deployment_id": tool["deployment"]}
    return JsonResponse(tool | {"https://purl.imsglobal.org/spec/lti-tool-configuration": details})


def jwks(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"keys": [Registration.get_jwk(public_key())]})


def auth(request: HttpRequest) -> HttpResponse:
    """Say who comes, as the message hint describes: the tests write it, and a real platform would look it up."""
    hint = json.loads(request.GET["lti_message_hint"])
    launch = MessageLaunch(DjangoRequest(request), Configuration(client_id=request.GET["client_id"]))
    launch.set_user_data(request.GET["login_hint"], hint["roles"], hint.get("name"), hint.get("email"))
    course = hint.get("course", "course-1")
    launch.set_launch_context_claim(course, context_title=hint.get("course_title", "Deep learning"))
    if hint.get("chooses"):
        launch.set_dl(f"{ADDRESS}/content-items", extra_data="what the platform wants back")
    else:
        launch.set_resource_link_claim(hint["link"], title=hint.get("title"))
        launch.set_ags(f"{ADDRESS}/lineitems", hint.get("line_item"))
    if hint.get("tells_members", True):
        launch.set_nrps(f"{ADDRESS}/members/{course}")
    launch.set_custom_parameters_claim(hint.get("custom", {}))
    response: HttpResponse = launch.lti_launch()
    return response


def token(request: HttpRequest) -> HttpResponse:
    fields = request.POST.dict()
    client_id = jwt.decode(fields["client_assertion"], options={"verify_signature": False})["iss"]
    ledger.tokens_given += 1
    return JsonResponse(dict(Configuration(client_id=client_id).get_access_token(fields)))


class Scores(AssignmentsGradesService):
    def find_lineitems(self, page: int = 1, limit: int | None = None, **options: Any) -> Any:
        wanted = options.get("resource_link_id")
        rows = [row for row in ledger.line_items.values() if wanted in (None, row.get("resourceLinkId"))]
        return {"content": rows, "has_next": False}

    def find_lineitem(self, line_item_id: str) -> Any:
        return ledger.line_items[line_item_id]

    def create_lineitem(self, creation_data: Any) -> Any:
        return {"content": ledger.add_line_item(creation_data, ADDRESS)}

    def update_lineitem(self, update_data: Any) -> Any: ...

    def delete_lineitem(self, line_item_id: str) -> None: ...

    def get_results(self, line_item_id: str, **options: Any) -> Any: ...

    def update_score(self, line_item_id: str, score: Any) -> Any:
        if line_item_id not in ledger.line_items:
            raise LineItemNotFoundException
        is_newer = ledger.take_score(line_item_id, score)
        return UpdateScoreStatus.SUCCESS if is_newer else UpdateScoreStatus.OLD_TIMESTAMP


def _service(request: HttpRequest) -> Scores:
    configuration = Configuration(client_id=_client_of(request))
    return Scores(DjangoRequest(request), configuration, f"{ADDRESS}/lineitems")


def _client_of(request: HttpRequest) -> str:
    """The tool whose token it is."""
    text = request.headers.get("Authorization", "Bearer x.y.z").split()[1]
    return str(jwt.decode(text, options={"verify_signature": False})["sub"])


class Members(NamesRoleProvisioningService):
    """The members of a course that a test has set."""

    course: dict[str, Any]

    def get_context_by_id(self) -> Context:
        return Context(id="course-1", label="DL", title="Deep learning")

    def get_member_data_page(self, page: Any = 1, limit: Any = None, **options: Any) -> Any:
        size, start = self.page_size(limit), self.page_size(limit) * (int(page) - 1)
        rows = self.course["members"][start : start + size]
        return {
            "content": rows,
            "has_next": False,
        }  # `members` names the next page, in the header that the standard has

    def page_size(self, limit: Any) -> int:
        return min(int(limit or 10_000), int(self.course.get("page_size", 10_000)))


def members(request: HttpRequest, course: str) -> HttpResponse:
    """One page of a course's members, or what goes wrong instead."""
    values = ledger.course(course)
    fault = values.get("fault", "")
    if fault == "once401":
        fault = "401" if ledger.is_first(course) else ""
    if fault.isdecimal():
        return HttpResponse(status=int(fault))
    url = f"{ADDRESS}/members/{course}"
    service = Members(DjangoRequest(request), Configuration(client_id=_client_of(request)), url)
    service.course = values
    body = service.handle_resp(service.handle_get_members)
    response: HttpResponse = wrap_json_resp(body)
    if fault == "text":
        return HttpResponse("<p>Maintenance</p>")
    if fault == "object":
        return JsonResponse({"members": {"user_id": "ada-there"}})
    page, limit = int(request.GET.get("page", 1)), request.GET.get("limit", "")
    following = f"{url}?limit={limit}&page={page if fault == 'circle' else page + 1}"
    if fault == "elsewhere":
        following = f"http://localhost:9/members?page={page + 1}"
    if fault or page * service.page_size(limit) < len(values["members"]):
        # as Moodle writes it, or as the standard has it
        response["Link"] = f"{following};rel=next" if values.get("is_moodle") else f'<{following}>; rel="next"'
    return response


def line_items(request: HttpRequest) -> HttpResponse:
    service = _service(request)
    is_read = request.method == "GET"
    handle: Callable[..., Any] = service.handle_get_lineitems if is_read else service.handle_create_lineitem
    response: HttpResponse = wrap_json_resp(service.handle_resp(handle))
    return response


def scores(request: HttpRequest, number: str) -> HttpResponse:
    """Take a score, unless something goes wrong before or after it was stored."""
    fault = ledger.next_fault()
    if fault in ("500", "429"):
        return HttpResponse(status=int(fault), headers={"Retry-After": "1"} if fault == "429" else {})
    if fault == "late":
        time.sleep(LATE_S)
    service = _service(request)
    response: HttpResponse = wrap_json_resp(service.handle_resp(service.handle_update_score, line_item_id=number))
    if fault == "lost":  # stored, and the connection breaks before anybody hears of it
        raw: socket.socket = request.META["wsgi.input"].raw._sock
        raw.shutdown(socket.SHUT_RDWR)
    return response


def content_items(request: HttpRequest) -> HttpResponse:
    fields = request.POST.dict()
    client_id = jwt.decode(fields["JWT"], options={"verify_signature": False})["iss"]
    platform = Configuration(client_id=client_id)
    ledger.content_items += platform.validate_deeplinking_resp(fields)
    message = platform.tool_validate_and_decode(fields["JWT"])
    assert message["https://purl.imsglobal.org/spec/lti-dl/claim/data"] == "what the platform wants back"
    return HttpResponse("Added to the course.")


def course(request: HttpRequest) -> HttpResponse:
    """A page of a course, which shows a tool in a frame."""
    tool = ledger.tools[request.GET["client_id"]]
    query = urlencode(
        {
            "iss": ADDRESS, "client_id": request.GET["client_id"], "login_hint": request.GET["login_hint"],
            "lti_message_hint": request.GET["hint"], "target_link_uri": tool["redirect_uris"][0],
        }
    )  # fmt: skip
    frame = '<title>Course</title><h1>A course</h1><iframe title="Tool" width="900" height="700" src="{}"></iframe>'
    return HttpResponse(format_html(frame, f"{tool['initiate_login_uri']}?{query}"))


def tool_keys(request: HttpRequest, client_id: str) -> HttpResponse:
    """Take the tool's key set from a test whose site listens nowhere."""
    ledger.tools[client_id]["jwks"] = json.loads(request.body)
    return HttpResponse()


def state(request: HttpRequest) -> HttpResponse:
    return JsonResponse(ledger.to_json())


urlpatterns = [
    path(".well-known/openid-configuration", configuration),
    path("register", register),
    path("jwks", jwks),
    path("auth", auth),
    path("token", token),
    path("lineitems", line_items),
    path("lineitems/<str:number>/scores", scores),
    path("members/<str:course>", members),
    path("content-items", content_items),
    path("course", course),
    path("tools/<str:client_id>/keys", tool_keys),
    path("state", state),
]
