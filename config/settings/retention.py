"""For how many days the site keeps what. 0: for ever. docs/privacy.md lists what else goes, and when."""

from config.settings.base import env

RETENTION_DAYS = {
    "audit_log": env.int("KEEP_AUDIT_LOG_DAYS", default=730),
    "notices": env.int("KEEP_NOTICES_DAYS", default=180),
    "webhook_deliveries": env.int("KEEP_WEBHOOK_DELIVERIES_DAYS", default=30),
    "invitations": env.int("KEEP_INVITATIONS_DAYS", default=30),  # after they expired
    "group_changes": env.int("KEEP_GROUP_CHANGES_DAYS", default=400),
    "cohort_exports": env.int("KEEP_COHORT_EXPORTS_DAYS", default=7),
    "try_runs": env.int("KEEP_TRY_RUNS_DAYS", default=0),
    "unproven_sources": env.int("KEEP_UNPROVEN_SOURCES_DAYS", default=0),
    "drafts": env.int("KEEP_DRAFTS_DAYS", default=0),
    "idle_accounts": env.int("KEEP_IDLE_ACCOUNTS_DAYS", default=0),
}
IDLE_WARNING_DAYS = env.int("IDLE_WARNING_DAYS", default=30)  # before an idle account is deleted
