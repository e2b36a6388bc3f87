"""Digital signatures that documents bear."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from trienkhai.records.choices import SignatureOf


class Signature(models.Model):
    """A digital signature under an outgoing document (chữ ký số): the person's, then the body's.

    `file` is the .pdf that bears it, `before` the one that was signed: nothing but the signature lies between them. `subject`, `issuer`
    and `serial` are the certificate's; `words` what could be said of it when it was put, the first one sums up.
    """

    document = models.ForeignKey("records.OutgoingDocument", on_delete=models.PROTECT, related_name="signatures")
    of = models.CharField(max_length=8, choices=SignatureOf.choices)
    before = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=250)
    issuer = models.CharField(max_length=250)
    serial = models.CharField(max_length=80)
    is_trusted = models.BooleanField()
    words = models.JSONField()
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "of"], name="signature_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.of}"
