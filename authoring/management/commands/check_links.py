"""Check every link of the roadmap and the exercises to another site. The status is 1 if one is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from authoring.links.actions import check_all_links
from authoring.links.models import ExternalLink, LinkState
from lib.errors import RefusedError


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = check_all_links()
        except RefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        for link in ExternalLink.objects.exclude(state=LinkState.WORKS).order_by("state", "url"):
            places = ", ".join(place["title"] for place in link.places)
            self.stdout.write(
                f"{link.get_state_display()}: {link.url} ({places}). {link.detail} {link.location}".strip()
            )
        broken_count = ExternalLink.objects.filter(state=LinkState.BROKEN).count()
        if broken_count:
            raise CommandError(f"{broken_count} of {count} links are broken.")
        self.stdout.write(f"{count} links were checked. None is broken.")
