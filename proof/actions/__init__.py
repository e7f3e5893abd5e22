"""A learner's actions with their proof: turn the evidence page on and off, and make badges. A regrade revokes them."""

from lib.errors import RefusedError
from proof.actions.badges import issue_badge
from proof.actions.pages import change_link, close_page, publish_page
from proof.actions.revocation import connect_revocation

__all__ = ["RefusedError", "change_link", "close_page", "connect_revocation", "issue_badge", "publish_page"]
