"""Messages of the exchange with other systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from trienkhai.records.choices import ExchangeState, ExchangeWay


class ExchangeMessage(models.Model):
    """A message of the exchange (gói tin liên thông), in or out: a document, or what became of one (`code`).

    `uid` is the document's id in the exchange; the same document from the same sender comes in once. `file` holds the message as it came
    or went. `outgoing` is the document that was sent, `incoming` the line of the register that one became.
    """

    way = models.CharField(max_length=3, choices=ExchangeWay.choices)
    state = models.CharField(max_length=8, choices=ExchangeState.choices)
    uid = models.CharField(max_length=200)
    code = models.CharField(max_length=2, blank=True)
    sender = models.CharField(max_length=35)
    sender_name = models.CharField(max_length=250, blank=True)
    receiver = models.CharField(max_length=35)
    receiver_name = models.CharField(max_length=250, blank=True)
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.TextField(blank=True)
    words = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    outgoing = models.ForeignKey("records.OutgoingDocument", null=True, on_delete=models.PROTECT, related_name="messages")
    incoming = models.ForeignKey("records.IncomingDocument", null=True, on_delete=models.PROTECT, related_name="messages")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["way", "uid", "code", "sender", "receiver"], name="exchange_message_once")]
        indexes = [models.Index(fields=["unit", "state"], name="exchange_message_unit")]

    def __str__(self) -> str:
        return f"{self.way} {self.uid} {self.code}"
