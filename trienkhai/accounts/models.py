"""People (người dùng) and their roles in units, with dates."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from trienkhai.accounts.choices import VERB_LABELS, HandOver, Role


class Person(AbstractUser):
    """Somebody who signs in (người dùng). What a person may do follows from roles alone.

    `is_staff` and `is_superuser` mean nothing here.
    """

    full_name = models.CharField(max_length=120)
    # Closed accounts let nobody in; what was done under them keeps its name.
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=250, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def last_day(self) -> dt.date | None:
        """The last day it holds; None while it has no end."""
        return self.valid_to - dt.timedelta(days=1) if self.valid_to else None


class Delegation(models.Model):
    """What the holder of a role lets somebody else do for a time (uỷ quyền): some verbs or the whole role, in a unit and what is under it.

    It rests on `held`, the giver's own role, and reaches no further and no longer. It ends the day before `valid_to`, or at `ended_at`.
    """

    held = models.ForeignKey(RoleInUnit, on_delete=models.CASCADE, related_name="delegations")
    receiver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=HandOver.choices)
    verbs = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=250)
    document_number = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="delegation_dates")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    @property
    def is_whole(self) -> bool:
        """Whether it hands over the whole role."""
        return self.kind == HandOver.WHOLE

    @property
    def last_day(self) -> dt.date:
        """The last day it holds or held: its own, the role's, or the day before it was ended. Asks for `held` to be loaded."""
        ends = [self.valid_to, self.held.valid_to, timezone.localdate(self.ended_at) if self.ended_at else None]
        return min(day for day in ends if day) - dt.timedelta(days=1)

    @property
    def verb_labels(self) -> list[str]:
        """What was handed over, in words."""
        return [str(VERB_LABELS.get(verb, verb)) for verb in self.verbs]


class AdminSession(models.Model):
    """A stretch of time in which an administrator's role gives its power (phiên quản trị), in one browser, for a stated reason."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="admin_sessions")
    reason = models.CharField(max_length=250)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason


class Invitation(models.Model):
    """A letter with a link by which somebody sets their first password (thư mời): used once, until a moment; the link is not kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


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


class KeptFilter(models.Model):
    """How somebody narrows a list (bộ lọc đã lưu), under a name: the list's address by its name and numbers, and its parameters.

    `unit` is there when it is shared with all who work in that unit. A parameter that the list no longer knows is told and left out.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="filters")
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    page = models.CharField(max_length=60)
    numbers = models.CharField(max_length=120, blank=True)
    asked = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page", "numbers", "name"], name="kept_filter_once")]

    def __str__(self) -> str:
        return self.name


class CacheEntry(models.Model):
    """A row of the shared cache (bộ nhớ tạm): counters of the rate limits, used codes. Written by the framework's database cache alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key
