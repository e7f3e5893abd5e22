from accounts.names import NameFormField
from cohorts.threads.forms import CommentForm


class AnnouncementForm(CommentForm):
    """A text with a title. The title is part of a notification, so it can hold no link and nothing invisible."""

    title = NameFormField(max_length=80, help_text="Members see it in their notification.")
