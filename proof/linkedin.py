"""The address by which LinkedIn adds a badge to a profile. Its parameters: https://addtoprofile.linkedin.com/"""

from urllib.parse import urlencode

from branding.queries import branding
from proof.models import Badge

ADD = "https://www.linkedin.com/profile/add"


def linkedin_url(badge: Badge, evidence_url: str) -> str:
    return f"{ADD}?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": f"{badge.checkpoint.phase.title}: {badge.share_text}",
            "organizationName": branding().name,
            "issueYear": badge.issued_at.year,
            "issueMonth": badge.issued_at.month,
            "certUrl": evidence_url,
            "certId": str(badge.uid),
        }
    )
