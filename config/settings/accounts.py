"""Accounts, sign-in, second factors, and apps that people sign in to with a code (OAuth)."""

from config.settings.base import DEBUG, SITE_ROOT, env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.AddressBackend",
    "cohorts.backends.MentorBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.ContextWordsValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.preferences.forms.SignupNameForm"
ACCOUNT_SIGNUP_REDIRECT_URL = "progress:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address is added, removed or made the main one
SESSION_MAX_DAYS = env.int("SESSION_MAX_DAYS", default=90)  # since the last password or second factor
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]  # no codes by email: an open browser may show the mail
ACCOUNT_RATE_LIMITS = {
    "manage_email": "10/m/user,30/h/user",
    "login_failed": "10/m/ip,5/300s/key",  # the key is an email address and an IP address: accounts.sign_in.adapter
    "login_failed_anywhere": "300/h/key",
    "confirm_email": None,  # it counts by email address alone, so anyone could use up its owner's attempts
    "confirmation_mail": "1/180s/key",
    "provider_sign_in": "900/m/ip",  # as below; the provider counts wrong passwords
    "lti_launch": "900/m/ip",  # a lecture hall opens its course at the same moment, behind one address
    "lti_registration": "20/m/ip",
}
ACCOUNT_ADAPTER = "exercises.trials.adoption.AdoptingAccountAdapter"
MFA_ADAPTER = "accounts.sign_in.adapter.MFAAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.forms.LoginForm",
    "signup": "accounts.sign_in.forms.SignupForm",
    "add_email": "accounts.sign_in.forms.AddEmailForm",
    "reset_password": "accounts.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.forms.ResetPasswordKeyForm",
    "change_password": "accounts.sign_in.forms.ChangePasswordForm",
    "set_password": "accounts.sign_in.forms.SetPasswordForm",
    "reauthenticate": "accounts.sign_in.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.sign_in.forms.SecondFactorForm",
    "authenticate_webauthn": "accounts.sign_in.forms.SecondFactorKeyForm",
    "login_webauthn": "accounts.sign_in.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.sign_in.forms.KeyAgainForm",
    "reauthenticate": "accounts.sign_in.forms.SecondFactorAgainForm",
    "activate_totp": "accounts.sign_in.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.sign_in.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_ROOT.startswith("https://")  # browsers allow it on localhost only
ADMIN_NEEDS_SECOND_FACTOR = not DEBUG  # so that the demo's admin can sign in with the printed password
MFA_TOTP_TOLERANCE = 1  # half a minute, because phones' clocks differ
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# Apps that people sign in to with a code.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600  # seconds
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 90 * 24 * 3600  # since its last use, which replaces it
APP_SIGN_IN_DAYS = 365  # however often it is used
IDP_OIDC_DEVICE_CODE_EXPIRES_IN = 600
IDP_OIDC_RATE_LIMITS = {"device_user_code": "20/m/user", "device_code": "60/m/ip", "token": "600/m/ip"}

# A provider where people sign in, with OpenID Connect. Admins can add more on a page.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_NAME = env.str("OIDC_NAME", default="your institution")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_DOMAINS = env.list("OIDC_DOMAINS", default=[])  # of the email addresses that belong to the institution
OIDC_VOUCHES_FOR_ADDRESSES = env.bool("OIDC_VOUCHES_FOR_ADDRESSES", default=False)  # it sends no email_verified
OIDC_GROUPS_CLAIM = env.str("OIDC_GROUPS_CLAIM", default="") or "groups"  # Compose passes on an empty one
OIDC_NETWORKS = env.list("OIDC_NETWORKS", default=[])  # private networks that providers may be in, also by http
# A provider where people sign in, with SAML. It needs requirements/saml.txt, and OIDC_NETWORKS counts for it too.
SAML_ENTITY_ID = env.str("SAML_ENTITY_ID", default="")  # the provider's
SAML_METADATA_URL = env.str("SAML_METADATA_URL", default="")
SAML_METADATA = env.str("SAML_METADATA", default="")  # usually by SAML_METADATA_FILE
SAML_NAME = env.str("SAML_NAME", default="your institution")
SAML_DOMAINS = env.list("SAML_DOMAINS", default=[])
SAML_VOUCHES_FOR_ADDRESSES = env.bool("SAML_VOUCHES_FOR_ADDRESSES", default=False)
SAML_UID_ATTRIBUTE = env.str("SAML_UID_ATTRIBUTE", default="") or "urn:oasis:names:tc:SAML:attribute:subject-id"
SAML_EMAIL_ATTRIBUTE = env.str("SAML_EMAIL_ATTRIBUTE", default="") or "urn:oid:0.9.2342.19200300.100.1.3"
SAML_NAME_ATTRIBUTES = env.list("SAML_NAME_ATTRIBUTES", default=[]) or [
    "urn:oid:2.16.840.1.113730.3.1.241",  # displayName
    "urn:oid:2.5.4.42+urn:oid:2.5.4.4",  # givenName and surname
]
SAML_GROUPS_ATTRIBUTE = env.str("SAML_GROUPS_ATTRIBUTE", default="") or "urn:oid:1.3.6.1.4.1.5923.1.5.1.1"  # isMemberOf
LOCAL_SIGN_UP = env.bool("LOCAL_SIGN_UP", default=True)  # False, and no provider in use: as True
LOCAL_PASSWORDS = env.bool("LOCAL_PASSWORDS", default=True)  # False: for admins only, once a provider is in use
SOCIALACCOUNT_ADAPTER = "cohorts.groups.adapter.GroupsAdapter"
