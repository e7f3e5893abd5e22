"""The queue between web and runners, and the periodic tasks."""

from celery.schedules import crontab

from config.settings.base import VALKEY_SOCKET, env
from runner.protocol import SILENCE_OPTIONS

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"redis+socket://{VALKEY_SOCKET}?virtual_host=0")
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]  # never pickle
CELERY_TASK_IGNORE_RESULT = True  # the database row is the result
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Fetch a task when a process is free. On Redis the prefetch counter leaks, and workers hoard tasks (celery#9913).
CELERY_WORKER_DISABLE_PREFETCH = True
LONGEST_JOB_S = env.float("LONGEST_JOB_S", default=60)
JOB_LIFE_S = 2 * LONGEST_JOB_S  # by then a lost worker's job has been redelivered (after 1.5) and graded
RUNNER_SILENT_AFTER_S = 0.6 * LONGEST_JOB_S  # heartbeats come after every quarter of LONGEST_JOB_S; one may get lost
CELERY_TASK_TIME_LIMIT = LONGEST_JOB_S
CELERY_TASK_DEFAULT_QUEUE = "web"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Longer than any task, or Redis hands a running task to a second worker (celery#5935). Check often, or a lost
# worker's task waits for minutes. The runner needs the same values, because each process checks for all.
CELERY_BROKER_TRANSPORT_OPTIONS = SILENCE_OPTIONS | {
    "visibility_timeout": 1.5 * LONGEST_JOB_S,
    "unacked_restore_interval": min(5, LONGEST_JOB_S / 6),
    "unacked_restore_throttle": 1,
    "max_retries": 0,  # fail at once if the queue is down, so that the page can say so
    "socket_connect_timeout": 2,
}
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "resend-lost-submissions": {"task": "exercises.resend_lost", "schedule": LONGEST_JOB_S / 6},
    "advance-regrades": {"task": "exercises.advance_regrades", "schedule": LONGEST_JOB_S / 6},
    "advance-audits": {"task": "exercises.advance_audits", "schedule": LONGEST_JOB_S / 6},
    "write-regrades": {"task": "exercises.write_regrades", "schedule": LONGEST_JOB_S / 6},
    "update-broker": {"task": "exercises.update_broker", "schedule": LONGEST_JOB_S / 6},
    "measure-fleet": {"task": "exercises.measure_fleet", "schedule": 60},
    "forget-trials": {"task": "exercises.forget_trials", "schedule": 60},
    "measure-difficulties": {"task": "exercises.measure_difficulties", "schedule": crontab(hour=3, minute=57)},
    "tell-the-week": {"task": "progress.tell_the_week", "schedule": crontab(minute=3)},
    "queue-announcements": {"task": "cohorts.queue_announcements", "schedule": 60},
    "queue-group-messages": {"task": "cohorts.queue_group_messages", "schedule": 60},
    "delete-old-group-messages": {
        "task": "cohorts.delete_old_group_messages",
        "schedule": crontab(hour=4, minute=37),
    },
    "tell-mark-exceptions": {"task": "cohorts.tell_mark_exceptions", "schedule": 60},
    "tell-digests": {"task": "cohorts.tell_digests", "schedule": crontab(minute=13)},
    "queue-invitations": {"task": "cohorts.queue_invitations", "schedule": 60},
    "nudge-learners": {"task": "cohorts.nudge_learners", "schedule": crontab(minute=23)},
    "publish-what-is-due": {"task": "authoring.publish_due", "schedule": 60},
    "tell-learners": {"task": "authoring.tell_learners", "schedule": 60},
    "tell-reporters": {"task": "authoring.tell_reporters", "schedule": 60},
    "find-links": {"task": "authoring.find_links", "schedule": crontab(hour=3, minute=47)},
    "check-links": {"task": "authoring.check_links", "schedule": crontab(minute="*/10")},
    "deliver-shared-replies": {"task": "cohorts.deliver_shared_replies", "schedule": 60},
    "mail-what-is-due": {"task": "notices.mail_what_is_due", "schedule": 60},
    "send-scores": {"task": "lti.send_scores", "schedule": 60},
    "read-courses-by-night": {"task": "lti.give_nightly_roster", "schedule": crontab(hour=2, minute=37)},
    "send-webhooks": {"task": "notices.send_webhooks", "schedule": 60},
    "link-audit-log": {"task": "audit_log.link_new_entries", "schedule": 60},
    "forget-sign-ins": {"task": "accounts.forget_sign_ins", "schedule": crontab(hour=3, minute=7)},
    "delete-removed-group-rules": {
        "task": "cohorts.delete_removed_group_rules",
        "schedule": crontab(hour=3, minute=27),
    },
    "forget-withdrawn-sign-offs": {
        "task": "cohorts.forget_withdrawn_sign_offs",
        "schedule": crontab(hour=3, minute=37),
    },
    "end-terms": {"task": "cohorts.end_terms", "schedule": crontab(minute=33)},
    "queue-abandoned-exports": {"task": "cohorts.queue_abandoned_exports", "schedule": 60},
    "queue-abandoned-rosters": {"task": "cohorts.queue_abandoned_rosters", "schedule": 60},
    "delete-old-rosters": {"task": "cohorts.delete_old_rosters", "schedule": crontab(hour=4, minute=17)},
    "delete-removed-sections": {"task": "cohorts.delete_removed_sections", "schedule": crontab(hour=4, minute=7)},
    "count-stored-bytes": {"task": "cohorts.count_stored_bytes", "schedule": crontab(hour=4, minute=27)},
    "delete-old-use": {"task": "cohorts.delete_old_use", "schedule": crontab(hour=4, minute=37)},
    "queue-abandoned-erasures": {"task": "personal_data.queue_abandoned_erasures", "schedule": 60},
    "warn-people-of-erasure": {"task": "personal_data.warn_people", "schedule": crontab(minute=43)},
    "mail-warnings-of-erasure": {"task": "personal_data.mail_warnings", "schedule": 60},
    "erase-after-terms": {"task": "personal_data.erase_after_terms", "schedule": crontab(minute="*/5")},
    "apply-retention": {"task": "personal_data.apply_retention", "schedule": crontab(hour=3, minute=17)},
}
