"""A link for each invited person, as a file and as slips to print.

Only digests are stored, so a link is known where it is made and nowhere else. The page of new links has their secrets,
and sends them back for the file.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from qrcode.main import QRCode

from accounts.models import User
from audit_log.names import AuditAction
from cohorts.audit import record_in_cohort
from cohorts.cohort.models import Cohort
from cohorts.joining.actions import digest_of, make_secret
from cohorts.joining.models import Invitation, InvitationQuerySet
from cohorts.permissions import check_leads, lock_cohort
from lib.csv_cells import escape_formula
from notices.mail import absolute_url

MAX_SLIPS = 500
"""On a page. Each has a code of five kilobytes."""
COLUMNS = ("email", "name", "section", "role", "link", "ends")
QUIET_ZONE = 4  # modules around a code, as its standard asks
MASK = 3
"""Any of the eight is valid. To compare them all would take most of the time."""


@dataclass(frozen=True)
class PersonLink:
    """An invitation to an address, with the secret of its link."""

    invitation: Invitation
    secret: str

    @property
    def url(self) -> str:
        return join_url(self.secret)

    @property
    def section(self) -> str:
        section = self.invitation.section
        return section.name if section and section.removed_at is None else ""

    @property
    def code(self) -> "QrCode":
        return qr_code(self.url)


@dataclass(frozen=True)
class QrCode:
    """A QR code as the path of an SVG, in modules."""

    size: int
    path: str


def join_url(secret: str) -> str:
    return absolute_url(reverse("cohorts:join", args=[secret]))


def invited(cohort: Cohort) -> InvitationQuerySet:
    """The invitations to addresses that nobody has used yet."""
    return cohort.invitations.open().exclude(address="").filter(uses=0)


@transaction.atomic
def make_links(*, person: User, cohort: Cohort, invitations: InvitationQuerySet) -> list[PersonLink]:
    """Make a new link for each of these invitations of the cohort. Their earlier links end, also those in emails.

    Raises PermissionDenied unless the person leads the cohort.
    """
    check_leads(person, lock_cohort(cohort))
    rows = list(_in_order(invitations.filter(cohort=cohort)))
    links = [PersonLink(invitation, make_secret()) for invitation in rows]
    for link in links:
        link.invitation.digest, link.invitation.delivery = digest_of(link.secret), Invitation.Delivery.LINK
    Invitation.objects.bulk_update(rows, ["digest", "delivery"], batch_size=100)
    if links:
        record_in_cohort(AuditAction.INVITATION_LINKS_MADE, actor=person, cohort=cohort, fields={"count": len(links)})
    return links


def find_links(cohort: Cohort, secrets: Sequence[str]) -> list[PersonLink]:
    """Return those of these links that still let somebody into the cohort. One query."""
    by_digest = {digest_of(secret): secret for secret in secrets[: Invitation.MAX_OPEN]}
    rows = cohort.invitations.open().filter(digest__in=by_digest).exclude(address="")
    return [PersonLink(row, by_digest[row.digest or ""]) for row in _in_order(rows)]


def _in_order(invitations: InvitationQuerySet) -> InvitationQuerySet:
    """By section and name, as a class gets them."""
    return invitations.select_related("section").order_by("section__name", "name", "address")


def links_csv(links: Iterable[PersonLink]) -> str:
    """It begins with a byte order mark, so that Excel reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for link in links:
        row = link.invitation
        texts = [escape_formula(text) for text in (row.address, row.name, link.section, row.role)]
        writer.writerow([*texts, link.url, row.expires_at.isoformat(timespec="minutes")])
    return "\ufeff" + out.getvalue()


def qr_code(text: str) -> QrCode:
    code = QRCode(border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    return QrCode(len(rows), "".join(_row_path(number, row) for number, row in enumerate(rows)))


def _row_path(number: int, row: Sequence[bool]) -> str:
    """Return a rectangle for each run of dark modules."""
    parts, start = [], 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            parts.append(f"M{start} {number}h{length}v1h-{length}z")
        start += length
    return "".join(parts)
