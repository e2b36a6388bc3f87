"""The journal (nhật ký) and stored files (tệp): the only tables that belong to no room."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class JournalLine(models.Model):
    """One change (nhật ký), appended in the transaction of the service that made it; never changed, never deleted.

    `data` holds field names and values that are not personal; `object_type` and `object_id` name what was changed, `unit_id` whose it is.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="journal_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class StoredFile(models.Model):
    """A file (tệp) kept by the hash of its bytes, outside the web root. The same bytes are stored once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]
