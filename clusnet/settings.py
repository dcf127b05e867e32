"""Settings, all of them by environment variables. README.md has the table of them."""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from clusnet import beat
from clusnet.secret_key import kept_in

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent


# How this site runs

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SITE_URL = env.str("SITE_URL", default="" if PRODUCTION else "http://localhost:8000").rstrip("/")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
REDIS_URL = env.str("REDIS_URL", default="")

if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("In production SITE_URL must be the site's https address.")

if PRODUCTION:
    SECRET_KEY = env.str("SECRET_KEY")
else:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = env.str("SECRET_KEY", default="") or kept_in(DATA_DIR)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=[urlsplit(SITE_URL).hostname]
    if PRODUCTION
    else ["localhost", "127.0.0.1", "[::1]", urlsplit(SITE_URL).hostname],
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "programme.views.home.csrf_failure"


# Apps

INSTALLED_APPS = [
    "reports",
    "cases",
    "workshops",
    "programme",
    "clusnet",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "django_htmx",
    "clusnet.operators_app.OperatorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "clusnet.headers.SafetyHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "clusnet.visitors.VisitorsSendLittle",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programme.middleware.LoginWall",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "programme.accounts.middleware.SeenSessions",
    "django_htmx.middleware.HtmxMiddleware",
    "programme.middleware.ProgrammeMiddleware",
    "clusnet.methods.KnownMethods",
]
ROOT_URLCONF = "clusnet.urls"
WSGI_APPLICATION = "clusnet.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programme.context_processors.programme",
            ],
            "libraries": {"lucide": "clusnet.icons"},
        },
    },
]
# An address typed without a scheme; the way of Django 6.
FORMS_URLFIELD_ASSUME_HTTPS = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


# Database, cache and sessions

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Without IMMEDIATE a request that reads and then writes fails at once
        # when another one writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 600

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "clusnet",
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    # It counts log-ins, for all web processes together.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


# People

AUTH_USER_MODEL = "programme.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"django.contrib.auth.password_validation.{name}",
        "OPTIONS": {"min_length": 10} if name == "MinimumLengthValidator" else {},
    }
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Where people write who want to know what is kept about them; stands in the privacy notice.
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "programme.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Accounts are made by invitation to an address, which proves the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {
    # A whole workshop signs in from one address on Wednesday at noon.
    "login": "120/m/ip",
    # Five bad tries, the default, would let anybody lock anybody out. From one place nobody has
    # enough of them.
    "login_failed": "20/m/ip,80/h/ip,100/5m/key",
    "reset_password": "60/m/ip",
    "reset_password_from_key": "60/m/ip",
    "request_login_code": "120/m/ip",
    # Mails to one address, from wherever they are asked for; from one place far fewer
    # (programme/forms/account.py).
    "ask_by_mail": "60/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    # A change of e-mail writes to an address that somebody typed.
    "manage_email": "5/h/user",
}
# A code for the log-in by mail: so long it counts, in seconds, and so many tries it has.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
ACCOUNT_FORMS = {
    "change_password": "programme.forms.account.PasswordChangeForm",
    "reauthenticate": "programme.forms.account.PasswordAgainForm",
    "request_login_code": "programme.forms.account.AskForCodeForm",
    "reset_password": "programme.forms.account.AskForPasswordForm",
    "reset_password_from_key": "programme.forms.account.PasswordResetForm",
    "set_password": "programme.forms.account.PasswordSetForm",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "programme.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Clocks of phones go wrong; a code counts once all the same (programme/forms/account.py).
MFA_TOTP_TOLERANCE = 1
# There is nothing to guess in a passkey.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
# Says of which person a browser has shown a second factor (programme/accounts/known_browsers.py).
KNOWN_BROWSER_COOKIE_NAME = "known-browser"
MFA_FORMS = {
    "authenticate": "programme.forms.account.CodeForm",
    "reauthenticate": "programme.forms.account.CodeAgainForm",
    "activate_totp": "programme.forms.account.AppForm",
    "add_webauthn": "programme.forms.account.KeyForm",
    "login_webauthn": "programme.forms.account.KeyLoginForm",
    "authenticate_webauthn": "programme.forms.account.KeyStepForm",
    "reauthenticate_webauthn": "programme.forms.account.KeyAgainForm",
    "edit_webauthn": "programme.forms.account.KeyNameForm",
}
# How many of our own proxies stand before the web process: the client's
# address, which the limits above count by, is read past them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)


# Language and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")


# Files

STATIC_URL = "/static/"
# Collected in production alone; elsewhere every file is served from where it stands.
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static")) if PRODUCTION else None
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # Cut from the font packages by deploy/web_fonts.py.
    ("fonts", Path(sys.prefix) / "share" / "clusnet" / "fonts"),
]
# Everything uploaded or built is served by a view that asks who may see it.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
# Laid out parts of books, kept until their text changes. May be deleted at any time.
BOOK_PARTS_ROOT = Path(env.str("BOOK_PARTS_ROOT", default=str(DATA_DIR / "parts")))
# How many processes lay out the parts of one book; 0 takes as many as there are processors.
BOOK_PROCESSES = env.int("BOOK_PROCESSES", default=0)
# The largest file that a case may carry, in megabytes; the web server in front has its own limit.
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", default=25)
# The first measures what comes in, and drops what is larger before it is on any disk.
FILE_UPLOAD_HANDLERS = [
    "programme.uploads.MeasuringUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "programme.uploads.RoomyUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Seven texts of 60 pages in one form, in any alphabet; Django's own limit would cut into that.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A page of somebody whose session has ended comes back with its words: some pages of text.
VISITOR_MAX_BYTES = 200 * 1024


# Mail

vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}"))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend":
    # One file for each mail, and never two for the same.
    EMAIL_BACKEND = "programme.mails.folder.EmailBackend"
# Somebody waits for the page: a mail server that is silent has failed.
EMAIL_TIMEOUT = 10
# The worker has time: a server that takes long to answer may have taken the mail.
MAIL_SERVER_PATIENCE = 60
# Where mail servers send back what they cannot deliver; read by ``take_bounce``.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Clusnet <clusnet@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# So long a release of an agenda can be withdrawn before anybody is told of it.
AGENDA_MAIL_DELAY = timedelta(minutes=10)


# Tasks

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 900}
else:
    QUEUE_DIR = DATA_DIR / "queue"
    QUEUE_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "folder://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.05,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# A document whose builder gives no sign of life for so many seconds is built again.
DOCUMENT_SILENT_AFTER = 20
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
# Beat notices that it should stop when it wakes up.
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
CELERY_BEAT_SCHEDULE = beat.SCHEDULE


# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Who is told of a hole: an e-mail, shown on the page about security and in security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    # The proxy in front must set this header itself; deploy/nginx.conf does.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Browsers take a cookie of this name from this very host alone, and only by https.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    KNOWN_BROWSER_COOKIE_NAME = "__Host-known-browser"


# Logging

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Whoever asks for another host name gets a 400, and nobody needs to know.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Whoever sends too much text is told so on the page.
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
