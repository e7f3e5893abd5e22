"""Mail, and what depends on whether the site sends any."""

from config.settings.base import env

EMAIL_URL = env.str("EMAIL_URL", default="")
vars().update(env.email_url_config(EMAIL_URL or "consolemail://"))
if EMAIL_URL.startswith("smtp"):
    EMAIL_BACKEND = "config.mail.SMTPBackend"  # it counts for /metrics
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Descent <descent@localhost>")
# Without mail nobody can confirm an address, so a second factor must not require it.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_URL else "none"
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_URL
ACCOUNT_EMAIL_NOTIFICATIONS = bool(EMAIL_URL)  # tell owners of accounts about changed passwords, passkeys and addresses
EMAIL_TIMEOUT = 10  # otherwise an unresponsive mail server blocks a page forever
