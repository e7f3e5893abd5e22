"""Every address that accepts input, and its fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from cohorts.sign_offs.api import SignOffFilter
from cohorts.threads.api import ThreadFilter
from exercises.catalogue.filters import ExerciseFilter
from exercises.submissions.api import SubmissionFilter
from progress.hours.api import StudyEntryFilter


@dataclass(frozen=True)
class Form:
    """An address by its view's name: what it names, and fields in order. ``others`` are sent along as they are."""

    path: str
    fields: tuple[str, ...] = ()
    others: Mapping[str, str] | None = None


NO_FIELDS = Form("")
COHORT = {"title": "Autumn", "started_on": "2026-09-07", "max_learners": "500"}
MARK_SCHEME = {
    "is_shown": "on", "time_zone": "Europe/Berlin", "percent_signed_off": "100", "percent_claimed": "0",
    "counts_partial": "on", "late_kind": "per_day", "late_percent": "10", "late_cap": "50", "late_days": "0",
}  # fmt: skip
REMARK = ("remark-1-text", "remark-1-first_line", "remark-1-last_line")
MARK_TERMS = {"points": "10", "due": "date", "due_at": "2026-12-04T23:59"}
INVITATION = {"role": "learner", "days": "14", "max_uses": "2"}
OF_PLATFORM_ADMINS = (
    *("platform_list", "add_platform", "platform_detail", "close_platform", "accept_deployment", "delete_link"),
    *("rotate", "send_scores_again"),
)
OF_ADMINS = (
    *("edit_node", "add_node", "move_node", "retire_node", "restore_node", "split_topic", "merge_topic"),
    *(
        "publish",
        "discard",
        "reopen",
        "undo_edit",
        "roll_back",
        "start_regrade",
        "use_hours",
        "import_file",
        "import_new",
    ),
    *("add_roadmap", "move_roadmap", "edit_branding", "provider_list", "edit_provider", "remove_provider"),
    *("provider_groups", "restore_group_rule", "switch_group_rule", "remove_group_rule"),
    *(
        "fault_queue",
        "check_links",
        "course_list",
        "fetch_course",
        "hint_course",
        "apply_course",
        "offer_course",
        "remove_course",
    ),
    *("schedule", "cancel_schedule", "ask_review", "review_detail"),
)
FORMS = {
    "progress:choose_roadmap": Form("/roadmaps/linear-algebra-to-llms/choose/", ()),
    "progress:mark_topic": Form("/roadmap/topics/{topic}/mark/", ("state", "parts", "next")),
    "progress:mark_subtopic": Form("/roadmap/subtopics/{subtopic}/mark/", ("state", "next")),
    "progress:study_resource": Form(
        "/roadmap/topics/{topic}/resources/{resource}/", ("do", "minutes"), {"do": "done", "minutes": "5"}
    ),
    "progress:undo_resource": Form("/roadmap/resources/undo/", ("undo_token",)),
    "progress:undo_mark": Form("/roadmap/marks/undo/", ("undo_token",)),
    "progress:restore_note": Form("/notes/restore/", ("undo_token",)),
    "progress:edit_note": Form("/notes/topic/{topic}/edit/", ("text", "base"), {"preview": "1"}),
    "progress:log_study": Form("/hours/log/", ("line", "answer", "topic", "entry", "base", "next")),
    "progress:restore_entry": Form("/hours/entries/restore/", ("undo_token",)),
    "progress:edit_entry": Form("/hours/entries/{entry}/", ("line", "answer", "topic", "base")),
    "progress:delete_entry": Form("/hours/entries/00000000-0000-0000-0000-000000000001/delete/"),
    "progress:start_timer": Form("/hours/timer/start/", ("topic", "kind", "next")),
    "progress:stop_timer": Form("/hours/timer/stop/", ("duration", "next")),
    "progress:discard_timer": Form("/hours/timer/discard/", ("next",)),
    "progress:import_hours": Form("/hours/import/", ("file",)),
    "progress:undo_import": Form("/hours/import/undo/", ("undo_token",)),
    "progress:log_session": Form("/hours/sessions/log/", ("start",)),
    "progress:placement": Form("/roadmap/placement/", ("do",)),
    "progress:start": Form("/start/", ("background", "time_zone", "roadmap", "hours"), {"time_zone": "UTC"}),
    "progress:plan": Form("/plan/", ("a_day", "weekdays", "start"), {"a_day": "1", "weekdays": "1"}),
    "progress:restart_plan": Form("/plan/restart/", ("next",)),
    "progress:undo_restart": Form("/plan/restart/undo/", ("undo_token",)),
    "progress:set_commitment": Form("/plan/commitment/", ("a_week", "days"), {"a_week": "5", "days": "3"}),
    "progress:end_commitment": Form("/plan/commitment/end/"),
    "progress:undo_commitment": Form("/plan/commitment/undo/", ("undo_token",)),
    "progress:delete_plan": Form("/plan/delete/"),
    "progress:restore_plan": Form("/plan/restore/", ("undo_token",)),
    "progress:add_pause": Form("/plan/pauses/", ("first", "last")),
    "progress:remove_pause": Form("/plan/pauses/1/remove/"),
    "progress:open_feed": Form("/plan/feed/open/"),
    "progress:close_feed": Form("/plan/feed/close/"),
    "progress:check_gaps": Form("/review/gaps/", ("card", "gap")),
    "progress:check_prediction": Form("/review/prediction/", ("card", "answer")),
    "progress:undo_review": Form("/review/undo/", ("undo_token",)),
    "progress:answer_review": Form("/review/exercise/{exercise}/", ("recall",)),
    "progress:restore_answer": Form("/checkpoints/answers/restore/", ("undo_token",)),
    "progress:answer_criterion": Form("/checkpoints/criteria/{criterion}/", ("note", "answer"), {"answer": "yes"}),
    "projects:start_work": Form("/projects/small-gpt/start/"),
    "projects:move_dates": Form("/projects/small-gpt/dates/", ("started_on",)),
    "projects:mark_milestone": Form("/projects/small-gpt/milestones/text/", ("undo",)),
    "projects:upload_file": Form("/projects/files/small-gpt/log/", ("file",)),
    "projects:remove_file": Form("/projects/files/small-gpt/log/remove/"),
    "projects:check_files": Form("/projects/small-gpt/check/again/"),
    "projects:save_report": Form("/projects/small-gpt/report/", ("report", "cohort", "hand_in"), {"report": "Done."}),
    "projects:take_back": Form("/projects/small-gpt/take-back/"),
    "projects:show_work": Form("/projects/small-gpt/show/", ("hide",)),
    "projects:peer_reviews": Form("/projects/small-gpt/peer-reviews/"),
    "projects:peer_review": NO_FIELDS,  # of a work that only a peer is given
    "projects:undo_peer_review": Form("/projects/peer-reviews/undo/", ("undo_token",)),
    "projects:assess_work": NO_FIELDS,  # mentors' alone, about somebody else's work
    "projects:undo_assessment": Form("/projects/assessments/undo/", ("undo_token",)),
    "projects:switch_peer_reviews": Form("/projects/cohorts/{cohort}/peer-reviews/small-gpt/", ("off",)),
    "proof:edit_page": Form("/account/evidence/", ("name", "is_listed", "code_of"), {"name": "Ada"}),
    "proof:close_page": Form("/account/evidence/close/"),
    "proof:change_link": Form("/account/evidence/link/"),
    "proof:issue_badge": Form("/account/evidence/badges/phase-1-checkpoint/"),
    "proof:publish_badge": Form("/account/evidence/badges/phase-1-checkpoint/publish/", ("name",), {"name": "Ada"}),
    "exercises:exercise_detail": Form(
        "/exercises/{exercise}/",
        ("source", "mode", "call", "base", "browser", "review"),
        {"source": "x", "mode": "submit"},
    ),
    "exercises:draft": Form("/exercises/{exercise}/draft", ("source", "base", "seen", "browser", "choice", "review")),
    "exercises:start_trial": Form("/exercises/dropout/try/", ("source",), {"source": "x"}),
    "exercises:lint": Form("/exercises/lint", ("source",)),
    "exercises:submission_again": Form("/exercises/{exercise}/submissions/{submission}/again"),
    "exercises:submission_cancel": Form("/exercises/{exercise}/submissions/{submission}/cancel"),
    "exercises:set_service": NO_FIELDS,  # admins' alone
    **{f"exercises:{verb}": NO_FIELDS for verb in ("read_folders", "request_audit", "set_stage")},  # admins' alone
    **{
        f"exercises:{verb}": NO_FIELDS
        for verb in (
            "write_exercise",
            "edit_exercise",
            "discard_draft",
            "restore_draft",
            "remove_exercise",
            "restore_exercise",
        )
    },
    **{f"exercises:{verb}_regrade": NO_FIELDS for verb in ("apply", "cancel", "reopen", "undo")},  # admins' alone
    "cohorts:write_to": NO_FIELDS,  # mentors' alone
    "cohorts:edit_mentor_note": Form("/cohorts/{cohort}/learners/{learner}/note/", ("text", "base"), {"preview": "1"}),
    "cohorts:restore_mentor_note": Form("/cohorts/{cohort}/learners/{learner}/note/restore/", ("undo_token",)),
    "cohorts:announce": Form("/cohorts/{cohort}/announcements/write/", ("title", "text", "uid"), {"preview": "1"}),
    "cohorts:edit_announcement": Form(
        "/cohorts/{cohort}/announcements/{announcement}/edit/", ("title", "text", "base"), {"preview": "1"}
    ),
    "cohorts:withdraw_announcement": Form("/cohorts/{cohort}/announcements/{announcement}/withdraw/"),
    "cohorts:restore_announcement": Form("/cohorts/{cohort}/announcements/restore/", ("undo_token",)),
    "cohorts:ask": Form("/questions/ask/?topic={topic}", ("text", "uid", "add", *REMARK), {"preview": "1"}),
    "cohorts:restore_comment": Form("/questions/restore/", ("undo_token",)),
    "cohorts:thread_detail": Form(
        "/questions/{thread}/", ("text", "uid", "seen", "add", "reply", *REMARK), {"preview": "1"}
    ),
    "cohorts:saved_reply_list": Form("/questions/replies/", ("title", "text"), {"title": "Shapes", "text": "x"}),
    "cohorts:edit_saved_reply": Form(
        "/questions/replies/{reply}/", ("title", "text"), {"title": "Shapes", "text": "x"}
    ),
    "cohorts:delete_saved_reply": Form("/questions/replies/00000000-0000-0000-0000-000000000001/delete/"),
    "cohorts:restore_saved_reply": Form("/questions/replies/restore/", ("undo_token",)),
    "cohorts:hand_over": Form("/questions/{thread}/hand-over/", ("to",)),
    "cohorts:rate_comment": Form("/questions/comments/{comment}/rate/", ("rating",)),
    "cohorts:answer_ticked": Form("/questions/queue/answer/", ("question", "questions", "all", "text", "uid")),
    "cohorts:undo_answers": Form("/questions/queue/answer/undo/", ("undo_token",)),
    "cohorts:claim_next": Form("/questions/queue/next/"),
    "cohorts:claim_thread": Form("/questions/{thread}/claim/"),
    "cohorts:release_claim": Form("/questions/{thread}/release/"),
    "cohorts:settle": Form("/questions/{thread}/settle/", ("seen",)),
    "cohorts:reopen": Form("/questions/{thread}/reopen/"),
    "cohorts:edit_comment": Form("/questions/comments/{comment}/", ("text", "base"), {"preview": "1"}),
    "cohorts:request_sign_off": Form("/sign-offs/request/phase-4.explain-attention/", ("text", "link", "file", "uid")),
    "cohorts:decide_sign_off": NO_FIELDS,  # mentors' alone
    "cohorts:withdraw_sign_off": Form("/sign-offs/00000000-0000-0000-0000-000000000001/withdraw/"),
    "cohorts:restore_sign_off": Form("/sign-offs/restore/", ("undo_token",)),
    "cohorts:undo_decision": Form("/sign-offs/decisions/undo/", ("undo_token",)),
    "cohorts:create_cohort": NO_FIELDS,  # people who may create cohorts alone; its form is edit_cohort's
    **{f"lti:{name}": NO_FIELDS for name in OF_PLATFORM_ADMINS},
    "lti:bring_in_members": Form("/lti/cohorts/{cohort}/members/", ("removes_missing",)),
    "lti:switch_nightly": Form("/lti/cohorts/{cohort}/nightly/", ("state", "removes_missing")),
    "lti:course_cohort": Form("/lti/platforms/00000000-0000-0000-0000-000000000001/courses/1/", ("cohort",)),
    "lti:login": Form("/lti/login/", ("iss", "client_id", "login_hint", "lti_message_hint"), {"iss": "x"}),
    "lti:launch": Form("/lti/launch/", ("state", "id_token"), {"state": "x"}),
    "lti:enter": Form("/lti/enter/", ("ticket",)),
    "lti:open_launch": Form("/lti/open/a/", ("answer",)),
    "lti:arrive": Form("/lti/arrive/a.b/", ("cohort",)),
    "lti:choose_target": Form("/lti/choose/a.b/", ("target",)),
    "lti:register": Form("/lti/register/a/", ("openid_configuration", "registration_token")),
    "cohorts:edit_cohort": Form(
        "/cohorts/{cohort}/edit/",
        ("title", "started_on", "ends_on", "max_learners", "sends_nudges", "nudge_days", "close_days"),
        COHORT,
    ),
    "cohorts:edit_plan": Form("/cohorts/{cohort}/due-weeks/", ("phase-1", "topic-1")),
    "cohorts:edit_mark_scheme": Form("/cohorts/{cohort}/marks/scheme/", tuple(MARK_SCHEME), MARK_SCHEME),
    "cohorts:add_mark_rows": Form("/cohorts/{cohort}/marks/rows/add/", ("rows", *MARK_TERMS), MARK_TERMS),
    "cohorts:edit_mark_row": Form("/cohorts/{cohort}/marks/rows/{mark_row}/", (*MARK_TERMS, "canvas_id"), MARK_TERMS),
    "cohorts:remove_mark_row": Form("/cohorts/{cohort}/marks/rows/{mark_row}/remove/"),
    "cohorts:restore_mark_row": Form("/cohorts/{cohort}/marks/rows/restore/", ("undo_token",)),
    "cohorts:grant_mark_exception": Form(
        "/cohorts/{cohort}/marks/exceptions/grant/",
        ("uid", "who", "learners", "row", "kind", "days", "due_at", "reason"),
        {"who": "all", "kind": "days", "days": "2", "reason": "A power cut"},
    ),
    "cohorts:undo_mark_exception": Form(
        "/cohorts/{cohort}/marks/exceptions/00000000-0000-0000-0000-000000000001/undo/"
    ),
    "cohorts:restore_mark_exception": Form("/cohorts/{cohort}/marks/exceptions/restore/", ("undo_token",)),
    "cohorts:clone_cohort": Form("/cohorts/{cohort}/clone/", ("title", "started_on"), COHORT),
    "cohorts:invitation_list": Form(
        "/cohorts/{cohort}/invitations/", ("role", "days", "max_uses", "domain", "needs_approval"), INVITATION
    ),
    "cohorts:roster": Form("/cohorts/{cohort}/invitations/roster/", ("text", "roster", "role", "days"), INVITATION),
    "cohorts:restore_invitation": Form("/cohorts/{cohort}/invitations/restore/", ("undo_token",)),
    "cohorts:send_invitations_again": Form("/cohorts/{cohort}/invitations/send/"),
    "cohorts:make_invitation_links": Form("/cohorts/{cohort}/invitations/links/"),
    "cohorts:invitation_links_file": Form("/cohorts/{cohort}/invitations/links/file/", ("secrets",)),
    "cohorts:revoke_invitation": Form("/cohorts/{cohort}/invitations/{invitation}/revoke/"),
    "cohorts:write_shared_reply": NO_FIELDS,  # its form is edit_shared_reply's
    "cohorts:edit_shared_reply": Form(
        "/cohorts/{cohort}/shared-replies/{shared_reply}/edit/", ("text", "base"), {"preview": "1"}
    ),
    "cohorts:withdraw_shared_reply": Form("/cohorts/{cohort}/shared-replies/{shared_reply}/withdraw/"),
    "cohorts:restore_shared_reply": Form("/cohorts/{cohort}/shared-replies/{shared_reply}/restore/"),
    "cohorts:join": Form("/join/{invitation}/"),
    "cohorts:invitation": Form("/invitations/{invitation}/"),
    "cohorts:join_request": Form("/invitations/requests/{request}/"),
    "cohorts:decide_join_request": Form("/cohorts/{cohort}/members/requests/{request}/", ("decision", "back")),
    "cohorts:undo_join_decision": Form("/cohorts/{cohort}/members/requests/undo/", ("undo_token",)),
    "personal_data:erase_accounts": NO_FIELDS,  # admins' alone
    "personal_data:term_erasure": NO_FIELDS,  # admins' alone
    "personal_data:keep_account": Form("/account/data/keep/"),
    "cohorts:roster_list": Form("/cohorts/{cohort}/rosters/", ("encoding", "days", "removes_missing"), {"days": "30"}),
    "cohorts:apply_roster": Form("/cohorts/{cohort}/rosters/{roster}/apply/"),
    "cohorts:check_roster_again": Form("/cohorts/{cohort}/rosters/{roster}/check/", ("encoding",)),
    "cohorts:roster_links": Form("/cohorts/{cohort}/rosters/{roster}/links/"),
    "cohorts:export_list": Form("/cohorts/{cohort}/exports/"),
    "cohorts:edit_quotas": NO_FIELDS,  # admins' alone
    "cohorts:bulk": Form(
        "/cohorts/{cohort}/bulk/", ("do", "learner", "learners", "all", "back", "text", "uid"), {"do": "message"}
    ),
    "cohorts:undo_bulk": Form("/cohorts/{cohort}/bulk/undo/", ("undo_token",)),
    "cohorts:sections": Form("/cohorts/{cohort}/sections/", ("name",)),
    "cohorts:edit_section": Form("/cohorts/{cohort}/sections/{section}/", ("name", "mentors"), {"name": "Class A"}),
    "cohorts:remove_section": Form("/cohorts/{cohort}/sections/{section}/remove/"),
    "cohorts:restore_section": Form("/cohorts/{cohort}/sections/restore/", ("undo_token",)),
    "cohorts:move_learners": Form(
        "/cohorts/{cohort}/sections/move/", ("section", "q", "learner", "to"), {"to": "none"}
    ),
    "cohorts:undo_move": Form("/cohorts/{cohort}/sections/move/undo/", ("undo_token",)),
    "cohorts:edit_member": Form("/cohorts/{cohort}/members/{member}/", ("role", "section")),
    "cohorts:remove_member": Form("/cohorts/{cohort}/members/{member}/remove/"),
    "cohorts:member_bulk": Form("/cohorts/{cohort}/members/bulk/", ("do", "member", "all", "back"), {"do": "mentor"}),
    "cohorts:undo_member_bulk": Form("/cohorts/{cohort}/members/bulk/undo/", ("undo_token",)),
    "cohorts:restore_member": Form("/cohorts/restore/", ("undo_token",)),
    "cohorts:reminder": NO_FIELDS,  # mentors' alone
    "cohorts:restore_reminder": Form("/reminders/restore/", ("undo_token",)),
    "cohorts:leave": Form("/cohorts/{cohort}/leave/"),
    "cohorts:archive_cohort": Form("/cohorts/{cohort}/archive/"),
    **{f"authoring:{name}": NO_FIELDS for name in OF_ADMINS},
    "authoring:report_fault": Form(
        "/problems/new/topic/{topic}/", ("text", "kind", "uid"), {"kind": "fact", "text": "x"}
    ),
    "authoring:withdraw_fault": Form("/problems/00000000-0000-0000-0000-000000000001/withdraw/"),
    "accounts:choose_theme": Form("/account/theme/", ("theme",)),
    "accounts:settings": Form("/account/settings/", ("name", "background", "time_zone")),
    "accounts:api_tokens": Form("/account/keys/", ("name", "scopes", "days")),
    "accounts:revoke_api_token": Form("/account/keys/00000000-0000-0000-0000-000000000001/revoke/"),
    "accounts:end_sign_in": Form("/account/sign-ins/1/end/"),
    "accounts:end_other_sign_ins": NO_FIELDS,  # it would sign this test out
    "idp:oidc:device_authorization": Form("/device/", ("code", "answer")),
    "idp:oidc:revoke_app": Form("/account/apps/00000000-0000-0000-0000-000000000001/revoke/"),
    "idp:oidc:device_code": Form("/api/oauth/device/code", ("client_id", "scope"), {"client_id": "descent-cli"}),
    "idp:oidc:token": Form(
        "/api/oauth/token",
        ("grant_type", "client_id", "device_code", "refresh_token", "scope"),
        {"client_id": "descent-cli", "grant_type": "refresh_token"},
    ),
    "idp:oidc:revoke": Form(
        "/api/oauth/revoke", ("token", "client_id", "token_type_hint"), {"client_id": "descent-cli"}
    ),
    "notices:mark_all_read": Form("/notices/read/"),
    "notices:undo_read": Form("/notices/read/undo/", ("undo_token",)),
    "notices:webhooks": Form("/notices/webhooks/", ("url",)),
    "notices:delete_webhook": Form("/notices/webhooks/00000000-0000-0000-0000-000000000001/delete/"),
    "notices:switch_on_webhook": Form("/notices/webhooks/00000000-0000-0000-0000-000000000001/switch-on/"),
    "notices:send_test": Form("/notices/webhooks/00000000-0000-0000-0000-000000000001/test/"),
    "notices:send_again": Form("/notices/webhooks/deliveries/00000000-0000-0000-0000-000000000001/again/"),
    "notices:choices": Form("/notices/choices/", ("verdict", "overturned")),
    "notices:stop_mail": Form("/notices/stop/a:b:c/"),
    "personal_data:personal_data": Form("/account/data/", ("address",)),
    "usersessions_list": NO_FIELDS,  # it sends on
    "account_reset_password": Form("/accounts/password/reset/", ("email",)),
    "account_login": Form("/accounts/login/", ("login", "password", "next"), {"login": "a@example.org"}),
    "account_logout": NO_FIELDS,
    "account_signup": Form("/accounts/signup/", ("email", "password1", "name"), {"email": "a@example.org"}),
    "account_reauthenticate": Form("/accounts/reauthenticate/", ("password", "next")),
    "account_email": Form("/accounts/email/", ("email",), {"action_add": ""}),
    "account_change_password": Form("/accounts/password/change/", ("oldpassword", "password1", "password2")),
    "account_set_password": Form("/accounts/password/set/", ("password1", "password2")),
    "saml_acs": Form("/accounts/saml/saml/acs/", ("SAMLResponse", "RelayState")),
    "openid_connect_login": Form("/accounts/oidc/site/login/", ("next",)),
    "confirm_with_provider": Form("/accounts/oidc/site/confirm/", ("next",)),
    "account_request_reauthentication_code": Form("/accounts/reauthenticate/code/", ("recipient",)),
    "account_confirm_reauthentication_code": Form("/accounts/reauthenticate/code/confirm/", ("code",)),
    "account_confirm_login_code": Form("/accounts/login/code/confirm/", ("code",)),
    "account_confirm_email": Form("/accounts/confirm-email/a:b:c/"),
    "account_reset_password_from_key": Form("/accounts/password/reset/key/1-set-password/", ("password1",)),
    "mfa_authenticate": Form("/accounts/2fa/authenticate/", ("code",)),
    "mfa_reauthenticate": Form("/accounts/2fa/reauthenticate/", ("code",)),
    "mfa_activate_totp": Form("/accounts/2fa/totp/activate/", ("code",)),
    "mfa_deactivate_totp": Form("/accounts/2fa/totp/deactivate/"),
    "mfa_generate_recovery_codes": Form("/accounts/2fa/recovery-codes/generate/"),
    "mfa_download_recovery_codes": NO_FIELDS,
    "mfa_add_webauthn": Form("/accounts/2fa/webauthn/add/", ("name", "credential")),
    "mfa_reauthenticate_webauthn": Form("/accounts/2fa/webauthn/reauthenticate/", ("credential",)),
    "mfa_remove_webauthn": Form("/accounts/2fa/webauthn/keys/1/remove/"),
    "mfa_edit_webauthn": Form("/accounts/2fa/webauthn/keys/1/edit/", ("name",)),
    "mfa_login_webauthn": Form("/accounts/2fa/webauthn/login/", ("credential",)),
}
VISITORS = (
    *("lti:login", "lti:launch", "lti:enter", "lti:open_launch", "lti:choose_target", "lti:register"),
    *("account_login", "account_signup", "account_reset_password", "mfa_login_webauthn", "openid_connect_login"),
    *("exercises:start_trial", "exercises:lint"),
)
# By method and name. A field's other fields are those of a request that is taken.
INTERFACE = {
    ("put", "exercise-draft"): Form("/api/v1/exercises/{exercise}/draft/", ("source", "base", "browser", "choice")),
    ("delete", "exercise-draft"): Form("/api/v1/exercises/{exercise}/draft/", ("base",)),
    ("post", "submission-list"): Form(
        "/api/v1/submissions/",
        ("exercise", "source", "mode", "call"),
        {"exercise": "two-layer-backprop", "source": "x"},
    ),
    ("post", "submission-again"): Form("/api/v1/submissions/{submission}/again/"),
    ("post", "submission-cancel"): Form("/api/v1/submissions/{submission}/cancel/"),
    ("post", "study-entry-list"): Form(
        "/api/v1/study-entries/",
        ("minutes", "line", "kind", "day", "topic", "note"),
        {"minutes": "5", "kind": "coding"},
    ),
    ("patch", "study-entry-detail"): Form(
        "/api/v1/study-entries/{entry}/", ("minutes", "line", "kind", "day", "topic", "note")
    ),
    ("delete", "study-entry-detail"): Form("/api/v1/study-entries/00000000-0000-0000-0000-000000000001/"),
    ("post", "cohort-list"): Form("/api/v1/cohorts/", ("title", "started_on", "max_learners"), COHORT),
    ("patch", "cohort-detail"): Form(
        "/api/v1/cohorts/{cohort}/", ("title", "started_on", "ends_on", "max_learners", "is_archived"), COHORT
    ),
    ("post", "cohort-invitation-list"): Form(
        "/api/v1/cohorts/{cohort}/invitations/",
        ("role", "days", "max_uses", "domain", "needs_approval"),
        INVITATION,
    ),
    ("delete", "cohort-invitation-detail"): Form("/api/v1/cohorts/{cohort}/invitations/{invitation}/"),
    ("post", "cohort-join-request-accept"): Form("/api/v1/cohorts/{cohort}/join-requests/{request}/accept/"),
    ("post", "cohort-join-request-decline"): Form("/api/v1/cohorts/{cohort}/join-requests/{request}/decline/"),
    ("put", "cohort-due-weeks"): Form("/api/v1/cohorts/{cohort}/due-weeks/", ("due_weeks",)),
    ("put", "cohort-roster"): Form("/api/v1/cohorts/{cohort}/roster/", ("people", "remove_missing", "days")),
    ("post", "cohort-roster"): Form("/api/v1/cohorts/{cohort}/roster/", ("text", "role", "days", "dry_run")),
    ("post", "cohort-shared-reply-list"): Form(
        "/api/v1/cohorts/{cohort}/shared-replies/",
        ("text", "base", "exercise", "mistake", "submission"),
        {"text": "Look.", "exercise": "two-layer-backprop", "mistake": "sign_flipped"},
    ),
    ("patch", "cohort-shared-reply-detail"): Form(
        "/api/v1/cohorts/{cohort}/shared-replies/{shared_reply}/", ("text", "base"), {"text": "Look."}
    ),
    ("delete", "cohort-shared-reply-detail"): Form("/api/v1/cohorts/{cohort}/shared-replies/{shared_reply}/"),
    ("post", "cohort-shared-reply-restore"): Form("/api/v1/cohorts/{cohort}/shared-replies/{shared_reply}/restore/"),
    ("patch", "cohort-member-detail"): Form(
        "/api/v1/cohorts/{cohort}/members/{member}/", ("role", "section", "mentor")
    ),
    ("delete", "cohort-member-detail"): Form("/api/v1/cohorts/{cohort}/members/{member}/"),
    ("post", "thread-list"): Form(
        "/api/v1/threads/",
        ("text", "uid", "cohort", "learner", "topic", "exercise", "submission", "remarks"),
        {"cohort": "spring", "text": "Why?"},
    ),
    ("post", "thread-comments"): Form("/api/v1/threads/{thread}/comments/", ("text", "uid", "last_read", "remarks")),
    ("post", "thread-settle"): Form("/api/v1/threads/{thread}/settle/", ("last_read",)),
    ("post", "thread-reopen"): Form("/api/v1/threads/{thread}/reopen/"),
    ("post", "sign-off-list"): Form(
        "/api/v1/sign-offs/",
        ("text", "link", "uid", "cohort", "criterion", "file"),
        {"cohort": "spring", "criterion": "phase-4.explain-attention", "text": "Queries ask."},
    ),
    ("post", "sign-off-decisions"): Form(
        "/api/v1/sign-offs/00000000-0000-0000-0000-000000000001/decisions/", ("outcome", "text", "base")
    ),
    ("delete", "sign-off-detail"): Form("/api/v1/sign-offs/00000000-0000-0000-0000-000000000001/"),
    ("post", "timer"): Form("/api/v1/timer/", ("topic", "kind")),
    ("delete", "timer"): Form("/api/v1/timer/"),
    ("post", "timer-stop"): Form("/api/v1/timer/stop/", ("minutes",)),
}
PAGING = ("limit", "offset")
QUERIES = {
    "/": ("section",),
    "/roadmap/": ("topic", "roadmap", "stars", "q"),
    "/roadmap/topics/": ("stars", "q"),
    "/roadmaps/linear-algebra-to-llms/": ("topic", "roadmap", "stars", "q"),
    "/roadmaps/linear-algebra-to-llms/topics/": ("stars", "q"),
    "/accounts/oidc/site/login/callback/": ("code", "error", "state"),
    "/lti/login/": ("iss", "client_id", "login_hint", "lti_message_hint"),
    "/lti/choose/a.b/": ("q",),
    "/lti/register/a/": ("openid_configuration", "registration_token"),
    "/accounts/saml/saml/acs/finish/": ("answer",),
    "/search/": ("q",),
    "/notes/": ("q", "page"),
    "/evidence/": ("page",),
    "/projects/cohorts/{cohort}/": ("page",),
    "/hours/": ("before", "part", "day"),
    "/hours/log/": ("line", "answer", "topic", "entry", "next"),
    "/hours/log/preview/": ("line", "answer", "topic", "entry"),
    "/plan/": ("weeks", "pace"),
    "/plan/what-if/": ("hours",),
    "/exercises/": ("topic", "state", "difficulty", "q"),
    "/exercises/lifecycle/": ("stage", "topic", "q", "seen"),
    "/exercises/lifecycle/write/": ("copy",),
    "/exercises/regrades/": ("page", "show", "seen"),
    "/exercises/regrades/start/": ("exercise", "host"),
    "/exercises/{exercise}/": ("review",),
    "/exercises/{exercise}/submissions/": ("page", "from", "to"),
    "/exercises/{exercise}/submissions/{submission}/": ("seen",),
    "/exercises/{exercise}/compare/": ("from", "to"),
    "/cohorts/{cohort}/announcements/": ("page",),
    "/cohorts/{cohort}/learners/{learner}/": ("weeks",),
    "/cohorts/{cohort}/learners/{learner}/summary/": ("note",),
    "/cohorts/{cohort}/learners/{learner}/evidence/": ("phase", "topic", "exercise"),
    "/cohorts/{cohort}/learners/{learner}/reminder/": ("back",),
    "/cohorts/{cohort}/": ("q", "by", "show", "section", "sort", "phase", "page"),
    "/cohorts/{cohort}/rosters/{roster}/": ("show", "page"),
    "/cohorts/{cohort}/sections/move/": ("section", "q", "page"),
    "/quotas/": ("page",),
    "/cohorts/{cohort}/members/": ("q", "role", "section", "page"),
    "/cohorts/{cohort}/members/groups/": ("page",),
    "/cohorts/{cohort}/marks/": ("q", "page"),
    "/cohorts/{cohort}/marks/exceptions/": ("page",),
    "/cohorts/{cohort}/marks/exceptions/grant/": ("learner", "row"),
    "/cohorts/{cohort}/sign-offs/": ("page", "state"),
    "/cohorts/{cohort}/struggles/": ("weeks",),
    "/cohorts/{cohort}/shared-replies/": ("page",),
    "/cohorts/{cohort}/shared-replies/write/": ("exercise", "mistake", "run"),
    "/cohorts/{cohort}/struggles/learners/": ("topic", "exercise", "mistake", "check", "run", "weeks", "page"),
    "/authoring/roadmaps/linear-algebra-to-llms/": ("q",),
    "/authoring/roadmaps/linear-algebra-to-llms/history/": ("page",),
    "/authoring/links/": ("page",),
    "/authoring/site/log/": ("person", "action", "cohort", "since", "until", "page"),
    "/problems/": ("page",),
    "/problems/all/": ("show", "page"),
    "/questions/": ("page",),
    "/questions/queue/": ("page", "section", "exercise", "topic", "learner", "by"),
    "/questions/{thread}/": ("run", "from", "whole"),
    "/questions/ask/": ("topic", "exercise", "run"),
    "/notices/": ("page",),
    "/accounts/login/": ("next",),
    "/accounts/signup/": ("next", "name"),
    "/account/data/erase/": ("person",),
    "/device/": ("code",),
    "/api/v1/cohorts/{cohort}/grid/": ("q", "by", "show", "section", "sort", "phase", *PAGING),
    "/api/v1/cohorts/{cohort}/struggles/": ("weeks",),
    "/api/v1/cohorts/{cohort}/join-requests/": PAGING,
    "/api/v1/cohorts/{cohort}/shared-replies/": PAGING,
    "/api/v1/exercises/": (*ExerciseFilter.base_filters, *PAGING),
    "/api/v1/submissions/": (*SubmissionFilter.base_filters, *PAGING),
    "/api/v1/threads/": (*ThreadFilter.base_filters, *PAGING),
    "/api/v1/sign-offs/": (*SignOffFilter.base_filters, *PAGING),
    "/api/v1/study-entries/": (*StudyEntryFilter.base_filters, *PAGING),
}
