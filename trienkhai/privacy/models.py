"""Requests about personal data: a copy of what is held, or erasure."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models

from trienkhai.privacy.choices import Kind, State

STALE = dt.timedelta(minutes=10)
"""A copy that takes longer has lost its worker."""

PAUSE = dt.timedelta(minutes=10)
"""Nobody has their own copy made anew sooner: it is much work for the machine."""


class DataRequest(models.Model):
    """Somebody's request about their own data (yêu cầu về dữ liệu cá nhân) and what became of it.

    `number` and `received_on` are those of the written request when an administrator acts on one; a person's own has none. `is_whole` says
    that the copy holds the words of work too. `answer` is why an erasure was refused, in the words and with the basis that the person is
    told. The file of a copy is named by `file_key`, sealed under the person's key, and gone after `expires_at`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    is_whole = models.BooleanField(default=True)
    number = models.CharField(max_length=80, blank=True)
    received_on = models.DateField(null=True)
    reason = models.CharField(max_length=250, blank=True)
    answer = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file_key = models.UUIDField(default=uuid.uuid4, unique=True)
    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
