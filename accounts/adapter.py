from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import make

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request: HttpRequest, user: User) -> None:
        """We have no user names."""


class MFAAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """On white, also in the dark; without an XML declaration, because it stands in the page."""
        return str(make(url, image_factory=SvgPathFillImage, box_size=20).to_string(encoding="unicode"))
