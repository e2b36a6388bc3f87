"""People (người dùng) and their roles in units, with dates."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from trienkhai.accounts.choices import VERB_LABELS, Role


class Person(AbstractUser):
    """Somebody who signs in (người dùng). What a person may do follows from roles alone.

    `is_staff` and `is_superuser` mean nothing here.
    """

    full_name = models.CharField(max_length=120)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name as people write it."""
        return self.full_name or self.username


class ApiToken(models.Model):
    """A key for programs (mã truy cập): speaks for a person in one unit's subtree for some verbs, until a day. Only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    verbs = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def verb_labels(self) -> list[str]:
        """What it may, in words."""
        return [str(VERB_LABELS.get(verb, verb)) for verb in self.verbs]


class RoleInUnit(models.Model):
    """A role (vai trò) of a person in a unit from `valid_from` until the day before `valid_to`.

    It reaches the unit's subtree, except the reporter's.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "role"], condition=Q(valid_to__isnull=True), name="role_once"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="role_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class SignInLock(models.Model):
    """Failed sign-ins of one account (khoá tạm khi đăng nhập sai), until a full sign-in or the end of the lock. No name, no address."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.failures}"


class OpenSession(models.Model):
    """A signed-in browser (phiên đăng nhập), so that its person can see it and end it. The session itself is the framework's."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    browser = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.browser


class CacheEntry(models.Model):
    """A row of the shared cache (bộ nhớ tạm): counters of the rate limits, used codes. Written by the framework's database cache alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key
