"""The site's branding, which every page shows: read at most twice a minute in each process."""

from django.db import DatabaseError

from branding.models import SiteBranding
from lib.cache import TimedCache

FRESH_SECONDS = 30  # after a change, other web processes show the old name for so long


def read_branding() -> SiteBranding:
    """Error pages need a name too, so a database that can't be reached gives ours."""
    try:
        return SiteBranding.objects.filter(pk=SiteBranding.THE_ROW).first() or SiteBranding()
    except DatabaseError:
        return SiteBranding()


branding = TimedCache(read_branding, seconds=FRESH_SECONDS)
