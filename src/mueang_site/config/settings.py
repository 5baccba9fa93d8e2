"""Django's settings, all made from `runtime.settings()`."""

from pathlib import Path

from django.utils.functional import SimpleLazyObject

from mueang_site import runtime
from mueang_site.config.databases import database
from mueang_site.config.logs import logging_to_stderr

RUNTIME = runtime.settings()
SITE = Path(__file__).resolve().parent.parent

SECRET_KEY = SimpleLazyObject(RUNTIME.secret_key)  # so that checks and type checkers write no key file
DEBUG = RUNTIME.debug
ALLOWED_HOSTS = list(RUNTIME.hosts)
ROOT_URLCONF = "mueang_site.config.urls"
WSGI_APPLICATION = "mueang_site.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "mueang_site.access",
    "mueang_site.jobs",
    "mueang_site.search",
    "mueang_site.notices",
    "mueang_site.areas",
    "mueang_site.faces",
    "mueang_site.catalogue",
    "mueang_site.headlines",
    "mueang_site.submissions",
    "mueang_site.rounds",
    "mueang_site.portal",
    "mueang_site.api",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "mueang_site.config.middleware.incident",
    "mueang_site.config.middleware.secure_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mueang_site.config.middleware.PageSessions",
    "mueang_site.config.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "mueang_site.config.middleware.PageCsrf",
    "mueang_site.config.middleware.PageUsers",
    "mueang_site.config.middleware.PageMessages",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mueang_site.config.middleware.Acting",
    "mueang_site.api.compressed.compressed",
    "mueang_site.api.limits.limited",
    "mueang_site.api.head.head_as_get",
    "mueang_site.api.answers.conditional",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database(RUNTIME)}
CACHES = {
    "default": {
        # Counts of refused sign-ins must hold across processes and restarts, on either database.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    }
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "mueang_site.access.sign_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/15m/key", "change_password": "5/m/user"}
ALLAUTH_TRUSTED_PROXY_COUNT = RUNTIME.proxies
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = RUNTIME.languages[0]
LANGUAGES = [(code, {"th": "ไทย", "en": "English"}[code]) for code in RUNTIME.languages]
LANGUAGE_COOKIE_NAME = "mueang_language"
TIME_ZONE = RUNTIME.time_zone
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"/built/.+-[0-9A-Z]{8}\.[a-z0-9]+$"  # built files carry their hash in their name
FILE_UPLOAD_TEMP_DIR = str(RUNTIME.staging)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

SESSION_COOKIE_NAME = "mueang_session"
SESSION_COOKIE_AGE = RUNTIME.session_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = RUNTIME.https
CSRF_COOKIE_NAME = "mueang_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = RUNTIME.https
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in RUNTIME.hosts if host != "*"] if RUNTIME.https else []
CSRF_FAILURE_VIEW = "mueang_site.config.refusals.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if RUNTIME.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if RUNTIME.https and RUNTIME.proxies else None

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if RUNTIME.mail else 'dummy'}.EmailBackend"
if RUNTIME.mail is not None:
    EMAIL_HOST, EMAIL_PORT = RUNTIME.mail.host, RUNTIME.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = RUNTIME.mail.user, RUNTIME.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = RUNTIME.mail.scheme == "smtp+tls", RUNTIME.mail.scheme == "smtps"
    EMAIL_TIMEOUT, DEFAULT_FROM_EMAIL = 20, RUNTIME.mail.sender
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_to_stderr(debug=RUNTIME.debug, as_json=RUNTIME.log == "json")
