"""One settings file; what differs between places comes from the environment (`config/env.py`)."""

from __future__ import annotations

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from trienkhai.config import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
RUNNING_TESTS = "pytest" in sys.modules
MODE = "test" if RUNNING_TESTS else env.mode()
DEMO = MODE == "demo"
VAR_DIR = Path(env.text("TRIENKHAI_VAR", str(BASE_DIR / "var")))
FILES_ROOT = VAR_DIR / "files"

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY") or ("demonstration-and-test-only" if MODE != "production" else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Hãy đặt SECRET_KEY (chuỗi ngẫu nhiên dài ít nhất 50 ký tự) trước khi chạy chính thức.")
# Wraps the per-person keys of the journal; kept when SECRET_KEY is renewed.
PERSONAL_KEY = env.text("PERSONAL_KEY") or SECRET_KEY
# The one before, while `trienkhai rewrap` renews it.
PERSONAL_KEY_BEFORE = env.text("PERSONAL_KEY_BEFORE")
ALLOWED_HOSTS = [
    host for host in env.text("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver" if MODE != "production" else "").split(",") if host
]
HTTPS = env.flag("TRIENKHAI_HTTPS", default=MODE == "production")

INSTALLED_APPS = [
    "trienkhai.privacy",
    "trienkhai.desk",
    "trienkhai.reporting",
    "trienkhai.records",
    "trienkhai.registers",
    "trienkhai.plans",
    "trienkhai.documents",
    "trienkhai.periods",
    "trienkhai.accounts",
    "trienkhai.units",
    "trienkhai.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "trienkhai.core.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "trienkhai.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "trienkhai.core.middleware.ApiConditionalGetMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "trienkhai.core.middleware.PlainTextMiddleware",
    "trienkhai.core.middleware.PaceMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trienkhai.accounts.middleware.SessionTimeMiddleware",
    "trienkhai.accounts.admin_session.AdminSessionMiddleware",
    "trienkhai.accounts.middleware.SecondFactorMiddleware",
    "trienkhai.core.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "trienkhai.config.urls"
WSGI_APPLICATION = "trienkhai.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trienkhai.accounts.context.who_is_here",
                "trienkhai.accounts.context.kept_here",
            ],
            "builtins": ["django.templatetags.i18n", "trienkhai.core.templatetags.ui"],
        },
    }
]

DATABASES = {"default": env.database(VAR_DIR / "trienkhai.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "trienkhai.accounts.policy.LengthValidator"},
    {"NAME": "trienkhai.accounts.policy.OfficeWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Its numbers are dated data (accounts/policy.py); the owner decides the level.
SECURITY_LEVEL = env.level("TRIENKHAI_SECURITY_LEVEL", 3)
ON_INTERNET = env.flag("TRIENKHAI_ON_INTERNET", default=True)
# The demonstration has nobody to protect; tests that are about the second factor turn it on.
SECOND_FACTOR = MODE == "production"
# A sign-in ends after the policy's hours and when nothing is done in it; the demonstration's does not.
SESSION_LIMITS = MODE == "production"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_ADAPTER = "trienkhai.accounts.adapter.ClosedSignup"
ACCOUNT_FORMS = {
    "change_password": "trienkhai.accounts.forms.ChangePasswordForm",
    "set_password": "trienkhai.accounts.forms.SetPasswordForm",
    "reset_password_from_key": "trienkhai.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Limits for one address, wide enough for an office behind one; accounts have their own lock (accounts/locks.py).
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "50/15m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_ADAPTER = "trienkhai.accounts.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 40
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "trienkhai.accounts.second_factor.CodeForm",
    "reauthenticate": "trienkhai.accounts.second_factor.CodeAgainForm",
    "add_webauthn": "trienkhai.accounts.second_factor.KeyForm",
    "edit_webauthn": "trienkhai.accounts.second_factor.KeyNameForm",
    "generate_recovery_codes": "trienkhai.accounts.second_factor.PrintedCodesForm",
}
# Signing in by the office's own provider; without an issuer it is not offered. Who may is in accounts/single_sign_on.py.
OIDC_ISSUER, OIDC_NAME = env.issuer("OIDC_ISSUER", secure=MODE == "production"), env.text("OIDC_NAME")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET")
OIDC_SIGN_IN_ORIGIN = env.origin(env.text("OIDC_SIGN_IN_ORIGIN") or OIDC_ISSUER)
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("Có OIDC_ISSUER thì cũng phải có OIDC_CLIENT_ID và OIDC_CLIENT_SECRET.")
SOCIALACCOUNT_ADAPTER = "trienkhai.accounts.single_sign_on.LinkedOnly"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "oidc",
            "name": OIDC_NAME or "OpenID Connect",
            "client_id": OIDC_CLIENT_ID,
            "secret": OIDC_CLIENT_SECRET,
            "settings": {"server_url": OIDC_ISSUER},
        }
    ]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "KEY_FUNCTION": "trienkhai.accounts.locks.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "trienkhai" / "locale"]
FORMAT_MODULE_PATH = ["trienkhai.config.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = MODE == "test"
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
# The scanner of uploads (clamd): a socket path or host:port; with neither nothing is scanned. Seconds without an answer: refused.
TRUST_ROOT = VAR_DIR / "trust"
EXCHANGE_ROOT = Path(env.text("EXCHANGE_ROOT", str(VAR_DIR / "lien-thong")))
SIGNING_TOKEN = env.token("SIGNING_TOKEN")
CLAMD_SOCKET, CLAMD_ADDRESS = env.text("CLAMD_SOCKET"), env.address("CLAMD_ADDRESS")
CLAMD_TIMEOUT = env.whole("CLAMD_TIMEOUT", default=60)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if MODE == "test" else "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Production stands behind a proxy on the same machine that ends HTTPS (deploy/nginx); it sets the header itself, whatever came in.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=()"
# The browser takes a cookie of this name only over HTTPS, from this very host.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-sessionid", "__Host-csrftoken") if HTTPS else ("sessionid", "csrftoken")
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = HTTPS, True, "Lax"
# Writes of one person in a minute, in one process.
WRITES_A_MINUTE = env.whole("WRITES_A_MINUTE", default=180) if MODE == "production" else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([OIDC_SIGN_IN_ORIGIN] if OIDC_SIGN_IN_ORIGIN else [])],
        "frame-ancestors": [NONE],
    }
}
# All mail passes the one outbox (core/outbox.py). Without a server letters wait; the demonstration keeps them in a folder.
EMAIL_BACKEND = "trienkhai.core.mailing.OutboxBackend"
MAIL_HOST, MAIL_PORT = env.text("MAIL_HOST").strip(), env.whole("MAIL_PORT", default=587)
MAIL_USER, MAIL_PASSWORD = env.text("MAIL_USER"), env.text("MAIL_PASSWORD")
MAIL_TLS = env.one_of("MAIL_TLS", ("starttls", "tls", "none"))
MAIL_FROM = env.mailbox("MAIL_FROM", "trienkhai@localhost")
MAIL_TIMEOUT = env.whole("MAIL_TIMEOUT", default=30)
MAIL_FOLDER = VAR_DIR / "mail" if MODE != "production" else None
DEFAULT_FROM_EMAIL = MAIL_FROM[1]
# Where letters say that the office is; the first host name unless told otherwise.
SITE_URL = env.text("SITE_URL").rstrip("/") or (f"https://{ALLOWED_HOSTS[0]}" if HTTPS and ALLOWED_HOSTS else "http://127.0.0.1:8000")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# The demonstration clock; honoured only outside production (core/clock.py).
CLOCK = env.text("TRIENKHAI_NOW") if MODE != "production" else ""
