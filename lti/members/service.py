"""Ask a platform who is in a course: LTI Names and Role Provisioning Services 2.0. Only workers ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Any

import requests
import structlog
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.utils import add_param_to_url

from cohorts.rosters.parsing import MAX_PEOPLE
from lib.errors import RefusedError
from lti.launches.messages import INSTRUCTORS, LEARNERS, MEMBERSHIP, address_of, has_role, id_of, name_of, text_of
from lti.launches.models import LtiContext
from lti.platforms.models import LtiPlatform
from lti.scores.services import Connector, SiteRegistration

log = structlog.get_logger(__name__)

SCOPES = ["https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"]
MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PAGE_SIZE = 200  # that we ask for; a platform may give fewer
MAX_PAGES = 200
READ_SECONDS = 30  # no page is asked for later; with the last answer, the check and the batches, a task has 60
CLOSED = "{platform} was closed here. Ask an admin of this site to open it again."
NOT_ALLOWED = (
    "{platform} doesn’t let us read the members of “{course}” (status {status}). Ask its administrators to allow this "
    "site names and roles."
)
GONE = (
    "{platform} no longer has the members of “{course}” there (status {status}). Open a link in the course once, then "
    "try again."
)
REFUSES = "{platform} answered with status {status} when we asked for the members of “{course}”. Try again later."
NO_ANSWER = "{platform} didn’t answer when we asked for the members of “{course}”. Try again later."
NOT_UNDERSTOOD = "We can’t read the members of “{course}” that {platform} sent: {problem}. Tell its administrators."


@dataclass(frozen=True, kw_only=True)
class CourseMember:
    """Somebody in a course now. They may be neither a learner nor an instructor."""

    platform: LtiPlatform
    subject: str
    name: str
    address: str
    """Empty if the platform doesn't tell it."""
    external_id: str
    is_instructor: bool
    is_learner: bool


def read_members(context: LtiContext, *, stop_at: float) -> list[CourseMember]:
    """Return all active members of a course. Raises RefusedError: one page that fails is no list."""
    platform = context.deployment.platform
    names = {"platform": platform, "course": context}
    if not platform.is_open:
        raise RefusedError(CLOSED.format(**names))
    connector = Connector(SiteRegistration(platform), max_pages=MAX_PAGES)
    try:
        try:
            return list(_members(connector, context, stop_at))
        except LtiServiceException as error:
            if error.response.status_code != HTTPStatus.UNAUTHORIZED:
                raise
            connector.forget_token(SCOPES)  # the platform may have ended it early
            return list(_members(connector, context, stop_at))
    except LtiServiceException as error:
        status = error.response.status_code
        log.info("lti.members_refused", course=context.pk, status=status)
        raise RefusedError(_sentence(status).format(status=status, **names)) from None
    except LtiException as error:
        log.info("lti.members_not_understood", course=context.pk, error=repr(error)[:400])
        raise RefusedError(NOT_UNDERSTOOD.format(problem=str(error)[:80], **names)) from None
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        log.info("lti.members_not_understood", course=context.pk, error=repr(error)[:400])
        raise RefusedError(NOT_UNDERSTOOD.format(problem="it isn’t a list of members", **names)) from None
    except requests.RequestException as error:
        log.info("lti.members_no_answer", course=context.pk, error=repr(error)[:400])
        raise RefusedError(NO_ANSWER.format(**names)) from None


def _sentence(status: int) -> str:
    """A platform answers 400 where it refuses the token, because it hasn't allowed the scope."""
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NOT_ALLOWED
    return GONE if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) else REFUSES


def _members(connector: Connector, context: LtiContext, stop_at: float) -> Iterator[CourseMember]:
    url = add_param_to_url(context.members_url, "limit", str(PAGE_SIZE))
    count = 0
    _check_time(stop_at)
    for page in connector.get_paginated_data(SCOPES, url, accept=MEDIA_TYPE):
        body: Any = page["body"]
        for row in body["members"]:
            count += 1
            if count > MAX_PEOPLE:
                raise LtiException(f"there are more than {MAX_PEOPLE:,}")
            if row.get("status", "Active") == "Active":
                yield _member(row, context.deployment.platform)
        _check_time(stop_at)


def _check_time(stop_at: float) -> None:
    if monotonic() > stop_at:
        raise LtiException(f"it takes longer than {READ_SECONDS} seconds")


def _member(row: Mapping[str, Any], platform: LtiPlatform) -> CourseMember:
    subject = row["user_id"]
    roles = [_full(role) for role in row["roles"] if isinstance(role, str)]
    return CourseMember(
        platform=platform,
        subject=id_of(str(subject) if type(subject) is int else subject),
        name=name_of(row),
        address=address_of(row.get("email")),
        external_id=text_of(row.get("lis_person_sourcedid"), 200),
        is_instructor=has_role(roles, INSTRUCTORS),
        is_learner=has_role(roles, LEARNERS),
    )


def _full(role: str) -> str:
    """Moodle writes “Learner” here, which the standard allows for roles in a course, and the whole name in launches."""
    return role if ":" in role else f"{MEMBERSHIP}#{role}"
