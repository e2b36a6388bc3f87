"""Settings come from the environment; a wrong value is refused at start, with what would be right."""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "test")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or `default`."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """`1/true/yes` or `0/false/no`; anything else is refused."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes"}:
        return True
    if raw in {"0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} phải là 1 hoặc 0, không phải «{raw}».")


def whole(name: str, *, default: int) -> int:
    """A whole number above zero; anything else is refused."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if raw.isascii() and raw.isdigit() and int(raw):
        return int(raw)
    raise ImproperlyConfigured(f"{name} phải là số nguyên dương, không phải «{raw}».")


def address(name: str) -> str:
    """`host:port`, or nothing."""
    raw = os.environ.get(name, "").strip()
    host, _colon, port = raw.rpartition(":")
    if raw and not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ImproperlyConfigured(f"{name} phải có dạng máy:cổng, ví dụ 127.0.0.1:3310, không phải «{raw}».")
    return raw


def token(name: str) -> tuple[str, str, str] | None:
    """`module;token;label` of a PKCS#11 token, or nothing."""
    raw = os.environ.get(name, "").strip()
    parts = [part.strip() for part in raw.split(";")]
    if raw and (len(parts) != 3 or not all(parts)):
        raise ImproperlyConfigured(f"{name} phải có dạng thư viện;tên thiết bị;nhãn khoá, không phải «{raw}».")
    return (parts[0], parts[1], parts[2]) if raw else None


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of the words; the first when nothing is set."""
    raw = text(name, choices[0]).strip().lower() or choices[0]
    if raw not in choices:
        raise ImproperlyConfigured(f"{name} phải là một trong {', '.join(choices)}, không phải «{raw}».")
    return raw


def mailbox(name: str, default: str) -> tuple[str, str]:
    """`Sở Giáo dục <so@example.vn>` or a bare address, as (name, address)."""
    raw = text(name).strip() or default
    called, found = parseaddr(raw)
    if not _MAILBOX.fullmatch(found):
        raise ImproperlyConfigured(f"{name} phải là địa chỉ thư, ví dụ «Triển Khai <trienkhai@example.vn>», không phải «{raw}».")
    return called, found


def issuer(name: str, *, secure: bool) -> str:
    """The address of an OpenID Connect provider without its last slash, or nothing; over HTTPS where `secure`."""
    raw = os.environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(raw)
    if raw and (not parts.netloc or parts.scheme not in ({"https"} if secure else {"https", "http"})):
        raise ImproperlyConfigured(f"{name} phải là địa chỉ https://… của máy chủ đăng nhập, không phải «{raw}».")
    return raw


def origin(url: str) -> str:
    """`scheme://host:port` of an address, or nothing."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def level(name: str, default: int) -> int:
    """A security level, 1 to 3."""
    raw = text(name, str(default)).strip()
    if raw not in {"1", "2", "3"}:
        raise ImproperlyConfigured(f"{name} phải là 1, 2 hoặc 3, không phải «{raw}».")
    return int(raw)


def mode() -> str:
    """`TRIENKHAI_MODE`: production (default), demo or test."""
    value = text("TRIENKHAI_MODE", "production")
    if value not in MODES:
        raise ImproperlyConfigured(f"TRIENKHAI_MODE phải là một trong {', '.join(MODES)}, không phải «{value}».")
    return value


def database(default_file: Path) -> dict[str, Any]:
    """`DATABASE_URL` as a Django database: postgres://user:password@host:port/name, or an SQLite file in WAL mode."""
    url = text("DATABASE_URL")
    if not url or url.startswith("sqlite:"):
        name = url.removeprefix("sqlite:///") or str(default_file)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
                # What was deleted is overwritten with zeros, not only forgotten.
                " PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL phải bắt đầu bằng postgres:// hoặc sqlite:///.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
