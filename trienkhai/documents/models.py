"""Documents received (văn bản), their readings, and the review of what was read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.documents.choices import CorrectionVerb, ProposalState, ReadingState


class Document(models.Model):
    """A document received by a unit (văn bản): the file, and what its header says once read and confirmed.

    The same bytes enter a unit once. `twin_key` folds number, symbol, issuer and date into one value (empty when one of number, symbol
    or date is missing): two documents with one key are twins, and the review of the later one waits until a person either keeps it as
    another version (`version_of`) or removes it (`removed_at`; the row and its history stay, lists leave it out).
    `version` grows with every change of the review; it guards the acts that concern the whole document.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250)
    doc_type = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=40, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=250, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    title = models.TextField(blank=True)
    search = models.TextField(blank=True)
    twin_key = models.CharField(max_length=400, blank=True)
    version_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later_versions")
    removed_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "file"], condition=Q(removed_at__isnull=True), name="document_same_bytes_once")
        ]
        indexes = [models.Index(fields=["unit", "twin_key"], condition=~Q(twin_key=""), name="document_twin")]

    def __str__(self) -> str:
        return self.title or self.file_name

    @property
    def code(self) -> str:
        """Number and symbol as offices write them ("12/KH-SGDĐT"); a blank number leaves the symbol alone."""
        return f"{self.number}/{self.symbol}" if self.number else self.symbol


class Reading(models.Model):
    """What the reader said of a document (bản đọc), kept as it was said: `result` is the `vanban/1` JSON, never edited.

    `heartbeat` (the database's clock) is renewed while a worker reads; a stale one is taken over, so that a killed worker loses nothing.
    `claim` is the present worker's token: only its holder may write the outcome. `attempts` stops a file that kills every worker.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readings")
    state = models.CharField(max_length=8, choices=ReadingState.choices, default=ReadingState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    reader_version = models.CharField(max_length=20, blank=True)
    result = models.JSONField(null=True, blank=True)
    queued_at = models.DateTimeField()
    heartbeat = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(state__in=["queued", "running"]), name="reading_one_at_work")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"


class Proposal(models.Model):
    """A task proposed by the reader or added by a person (nhiệm vụ đề xuất), and what the review made of it.

    `as_read` is what the reader said (null when a person added it) and never changes; the other fields are the present wording.
    `units` and `times` are lists in the shape of the contract (text, start, end, role/kind …; start and end null when a person wrote them).
    `heading` is the outline heading it stands under, with its label. `version` guards against two people at once.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="proposals")
    order = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    heading = models.TextField(blank=True)
    as_read = models.JSONField(null=True, blank=True)
    title = models.TextField()
    text = models.TextField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    units = models.JSONField(default=list, blank=True)
    times = models.JSONField(default=list, blank=True)
    product = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="proposal_key_once")]

    def __str__(self) -> str:
        return self.key


class Correction(models.Model):
    """One change a person made in the review (đính chính), beside what stood before. Append-only."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="corrections")
    verb = models.CharField(max_length=20, choices=CorrectionVerb.choices)
    before = models.JSONField()
    after = models.JSONField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.verb}"
