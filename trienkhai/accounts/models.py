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
