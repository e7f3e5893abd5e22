"""The answer of deep linking: a signed message that describes one link."""

from typing import Any

from django.urls import reverse
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from accounts.sign_in.adapter import site_url
from lti.launches.messages import TARGET, Launch
from lti.links.targets import Target
from lti.platforms.models import LtiPlatform
from lti.scores.points import POINTS
from lti.scores.sending import TAG
from lti.scores.services import SiteRegistration


class WindowResource(DeepLinkResource):
    """A link that opens in a window of its own, where our pages work."""

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | {"window": {"targetName": "_blank"}}


class SiteDeepLink(DeepLink):
    def get_message_jwt(self, resources: Any) -> dict[str, object]:
        """Without ``data`` where the platform sent none: it has to be a text."""
        message = super().get_message_jwt(resources)
        return {name: value for name, value in message.items() if value not in (None, "")}


def answer_for(target: Target, launch: Launch, platform: LtiPlatform) -> str:
    """The signed answer that adds the target to the course, with a line item if it has a score."""
    resource = WindowResource()
    resource.set_title(target.title).set_url(site_url(reverse("lti:launch")))
    resource.set_custom_params({TARGET: target.text})
    if target.is_scored:
        line_item = LineItem()
        line_item.set_label(target.title).set_score_maximum(POINTS).set_tag(TAG).set_resource_id(target.text)
        resource.set_lineitem(line_item)
    settings: Any = {"deep_link_return_url": launch.return_url, "data": launch.data}
    return str(SiteDeepLink(SiteRegistration(platform), launch.deployment, settings).get_response_jwt([resource]))
