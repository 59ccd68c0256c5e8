"""Settings: embedded when no production variable is set; production when any is, and then all are required."""

import contextlib
import os
import secrets
from datetime import time
from pathlib import Path
from typing import Any

import pgtrigger
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from tracker import embedded
from tracker.rules.masking import without_tokens

BASE_DIR = Path(__file__).resolve().parent.parent
PLACES = embedded.places(BASE_DIR, os.environ)

env = Env()
REQUIRED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
)
_given = [name for name in REQUIRED if os.environ.get(name)]
EMBEDDED = not _given
if _given and len(_given) < len(REQUIRED):
    _missing = ", ".join(name for name in REQUIRED if name not in _given)
    raise ImproperlyConfigured(
        f"{', '.join(_given)} set, so this is a production start, which also needs {_missing}. "
        "Set them, or unset all for the embedded run."
    )
DATABASE_ROLE = env.str("TRACKER_DB_ROLE", "app")


def _embedded_secret(path: Path) -> str:
    """The key of this checkout's embedded run, made once; sessions survive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with contextlib.suppress(FileExistsError):  # another process of the same start was first
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii")


if EMBEDDED:
    SECRET_KEY = _embedded_secret(PLACES.var / "secret_key")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("EXTRA_HOSTS", [])]
    SITE_URL = f"http://127.0.0.1:{env.int('PORT', 8000)}"
    DATABASES: dict[str, dict[str, Any]] = {
        "default": embedded.database_settings(PLACES, role="owner" if DATABASE_ROLE == "owner" else "app")
    }
    CACHE_URL = embedded.valkey_url(PLACES, 1)
    CELERY_BROKER_URL = embedded.celery_url(PLACES, 2)
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    DEFAULT_FROM_EMAIL = "tracker@localhost"
else:
    SECRET_KEY = env.str("SECRET_KEY")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
    SITE_URL = env.str("SITE_URL").rstrip("/")
    _owner_url = os.environ.get("DATABASE_OWNER_URL")
    _database_variable = "DATABASE_OWNER_URL" if DATABASE_ROLE == "owner" and _owner_url else "DATABASE_URL"
    DATABASES = {"default": env.dj_db_url(_database_variable)}
    CACHE_URL = env.str("REDIS_URL")
    CELERY_BROKER_URL = env.str("REDIS_URL")
    _mail = env.dj_email_url("EMAIL_URL")
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")

DEBUG = False
HTTPS = not EMBEDDED

INSTALLED_APPS = [
    "tracker.admin.config.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "django_filters",
    "django_htmx",
    "template_partials",
    "axes",
    "csp",
    "django_structlog",
    "tracker",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # outermost: even what security refuses is a page
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.web.middleware.on_record",  # around all that refuses
    "tracker.web.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tracker.web.middleware.SignInRequired",
    "tracker.web.middleware.idle_sign_out",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.web.middleware.RequestLog",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.web.middleware.History",
    "tracker.web.middleware.say_what_went_wrong",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "tracker.web.form_renderer.PlainInputs"

DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_LEVEL: Any = pgtrigger.Statement
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = False

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "Asia/Shanghai"

AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username"], ["ip_address"]] if not EMBEDDED else [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "tracker.web.lockouts.Guard"
AXES_CLIENT_IP_CALLABLE = "tracker.web.lockouts.source_of"
PROXY_COUNT = env.int("PROXY_COUNT", 0 if EMBEDDED else 1)  # of our own, in front of gunicorn
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "tracker_session"
CSRF_FAILURE_VIEW = "tracker.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = PLACES.static
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(PLACES.media)))
STORAGES = {
    "default": {"BACKEND": "tracker.models.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",  # small requests
    "tracker.web.receiving.LimitedUpload",
]
UPLOAD_FILE_MB = env.int(
    "UPLOAD_FILE_MB", 20
)  # of one file; a whole request ends at 25 MB, see tracker/web/wire.py
UPLOAD_FILES = 20  # in one request
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
EMAIL_TIMEOUT = 10
BULK_CASES = 200  # that may be dealt with at once
BULK_UNDO_MINUTES = env.int("BULK_UNDO_MINUTES", 30)  # in which that may be taken back
EXPORT_LISTS = "tracker.web.export_lists.opened"  # opens a list for the worker as its page would show it
EXPORT_AT_ONCE = env.int(
    "EXPORT_AT_ONCE", 2000
)  # rows that are handed out at once; more are made in the background
EXPORT_ROWS = env.int("EXPORT_ROWS", 1_000_000)  # of one file
EXPORTS_OF_ONE = 3  # that one person may have made in the same time

CLOSE_AT = env.time("CLOSE_AT", time(6))  # the day after a week or month ends its numbers are closed
WORK_BEGINS = env.time("WORK_BEGINS", time(8, 30))  # on working days; mails that can wait do
WORK_ENDS = env.time("WORK_ENDS", time(18))
NOTICE_DAYS = env.int("NOTICE_DAYS", 180)  # for which notices are kept once they were read


def _without_tokens(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Links for enterprises are secrets, and addresses are logged."""
    return {name: without_tokens(value) if isinstance(value, str) else value for name, value in event.items()}


_BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    _without_tokens,
]
if EMBEDDED:  # a traceback never shows local variables: passwords and phone numbers are among them
    _LINE: Any = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
else:
    _LINE = structlog.processors.JSONRenderer()
    _BEFORE.append(structlog.processors.format_exc_info)
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_BEFORE,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": _LINE,
            "foreign_pre_chain": _BEFORE,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING" if EMBEDDED else "INFO")},
    "loggers": {"django.security.DisallowedHost": {"level": "ERROR"}},
}
