"""The picture of a badge: a ring that shows the share of exercises passed, with the signed credential inside."""

import math

from django.template.loader import render_to_string
from openbadgeslib import baking

from progress.checkpoints.queries import gate_contents
from proof.models import Badge
from proof.pictures.render import render_png
from proof.pictures.text import Style, fit

TITLE = Style(size=32, css="title", em=0.52)
RING, TITLE_WIDTH, PNG_WIDTH = 176, 290, 800


def badge_svg(badge: Badge) -> str:
    """The picture alone, which two people with the same numbers share."""
    place = next((row.place for row in gate_contents() if row.checkpoint.pk == badge.checkpoint_id), "")
    share = (badge.passed_count or 0) / (badge.exercise_count or 1)
    context = {
        "title": fit(badge.checkpoint.phase.label, TITLE, TITLE_WIDTH, 2),
        "share": badge.share_text,
        "place": place.lower(),
        "dash": round(2 * math.pi * RING * share, 1),
        "date": badge.issued_at,
    }
    return render_to_string("proof/badge.svg", context)


def baked_svg(badge: Badge) -> bytes:
    element, namespace = baking.SVG_ELEMENT_OB3, baking.SVG_NS_OB3
    return baking.bake_svg(badge_svg(badge).encode(), badge.token, element=element, namespace=namespace)


def baked_png(badge: Badge) -> bytes:
    """Raises BusyError."""
    return baking.bake_png(render_png(badge_svg(badge), width=PNG_WIDTH), badge.token, keyword=baking.ITXT_KEYWORD_OB3)
