"""Limits of submissions and visitors, and of what the site does by itself: links, webhooks, reminders."""

from config.settings.base import env

TIMER_ASK_AFTER_HOURS = 4.0
SUBMISSIONS_PER_MINUTE = 20
SUBMISSIONS_IN_PROGRESS = 2
GPU_SECONDS_PER_DAY = env.float("GPU_SECONDS_PER_DAY", default=600)  # per learner, until midnight in their time zone
FAILED_ATTEMPTS_PER_HOUR = 30  # per learner, failures of ours: ten submissions that failed three times each
# What visitors may try without an account, the front page's first; none: nothing.
TRIAL_EXERCISES = env.list("TRIAL_EXERCISES", default=["dropout", "matmul", "stable-softmax"])
TRIALS_PER_ADDRESS = env.int("TRIALS_PER_ADDRESS", default=30)  # an hour
TRIALS_PER_HOUR = env.int("TRIALS_PER_HOUR", default=600)  # on the whole site
LENT_REGRADE_SHARE = 1 / 20  # of a lent host's passes, graded again on a host of our own

PUBLISHING_NEEDS_REVIEW = env.bool("PUBLISHING_NEEDS_REVIEW", default=False)
CHECK_LINKS = env.bool("CHECK_LINKS", default=False)
COURSE_NETWORKS = env.list("COURSE_NETWORKS", default=[])  # private networks that courses may be fetched from
LTI_NETWORKS = env.list("LTI_NETWORKS", default=[])  # private networks that learning platforms may be in, also by http
LINK_NETWORKS = env.list("LINK_NETWORKS", default=[])  # private networks that links may lead to, as 10.0.0.0/8

WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])  # private networks that webhooks may lead to, also by http

THREAD_NUDGE_DAYS = [days for days in env.list("THREAD_NUDGE_DAYS", cast=int, default=[7, 14, 21]) if days > 0]
THREAD_CLOSE_DAYS = max(0, env.int("THREAD_CLOSE_DAYS", default=28))
