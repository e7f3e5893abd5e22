"""The models of every room, so that Django and its migrations find them. Import a model from its room."""

import cohorts.announcements.models
import cohorts.bulk.models
import cohorts.cohort.models
import cohorts.exports.models
import cohorts.groups.models
import cohorts.joining.models
import cohorts.marks.models
import cohorts.mentor_notes.models
import cohorts.mentor_queue.models
import cohorts.plan.models
import cohorts.quotas.models
import cohorts.reminders.models
import cohorts.rosters.models
import cohorts.saved_replies.models
import cohorts.sections.models
import cohorts.shared_replies.models
import cohorts.sign_offs.models
import cohorts.threads.models  # noqa: F401
