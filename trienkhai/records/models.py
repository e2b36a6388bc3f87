"""Records (văn thư): what a body issues and receives, the numbers they carry, and the form in which the body writes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.records.choices import Authority, Book, FileState, FormKind, OutgoingState
from trienkhai.records.exchange_models import ExchangeMessage as ExchangeMessage
from trienkhai.records.signature_models import Signature as Signature

PERSON = settings.AUTH_USER_MODEL


class NumberRule(models.Model):
    """How a body numbers what it issues (cách đánh số văn bản): one series for all types, or one for each; its head decides.

    Dated (Decree 30/2020, Art. 15.1): a change ends the row (`valid_to`, that day no longer) and begins another on the first of a year.
    A body without a row numbers each type by itself.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    joint = models.BooleanField()
    legal_basis = models.CharField(max_length=250, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    author = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], name="number_rule_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.valid_from}"


class NumberSeries(models.Model):
    """The numbers of one register of a body in one year (dãy số văn bản), from 01 on 1 January.

    `doc_type` is empty for a joint series and for incoming documents. `last` is the number given last and `last_on` its day: whoever
    gives the next one holds this row until it is written, so that there is no gap and no double. `begun_at` is the last number that
    the office gave on paper before.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=3, choices=Book.choices)
    doc_type = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField()
    begun_at = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)
    last_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "book", "doc_type", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.book} {self.doc_type} {self.year}"


class Letterhead(models.Model):
    """What stands at the head and the foot of a body's documents (thể thức của cơ quan), prefilled into each new one.

    `code` is the body's abbreviation in symbols (SGDĐT). `font` is the font of what is written here.
    """

    unit = models.OneToOneField("units.Unit", on_delete=models.PROTECT, related_name="+")
    parent_issuer = models.CharField(max_length=250, blank=True)
    issuer = models.CharField(max_length=250)
    code = models.CharField(max_length=40)
    place = models.CharField(max_length=80, blank=True)
    recipients = models.TextField(blank=True)
    authority = models.CharField(max_length=4, choices=Authority.choices, blank=True)
    authority_of = models.CharField(max_length=120, blank=True)
    signer_role = models.CharField(max_length=120)
    signer_name = models.CharField(max_length=120, blank=True)
    font = models.CharField(max_length=60, default="Times New Roman")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.issuer


class DocumentTemplate(models.Model):
    """A body's own .docx with placeholders (mẫu văn bản), for one type or for all (`doc_type` empty); checked when it came in."""

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    doc_type = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250)
    uploaded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OutgoingDocument(models.Model):
    """A document that a body issues (văn bản đi), from the draft to the register.

    Where the words come from: `source_kind` and `source_id` name what another room hands over ("report", "urging", "conclusion", see
    `sources`); without a source they are the uploaded `draft`. `version` grows with every change and guards every act. `docx` and `pdf`
    are the files of record, written once it has its number; `signed` is the signed .pdf. Number, symbol and day are one in the year
    (Decree 30/2020, Art. 15) and stay when the document is cancelled.
    """

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    doc_type = models.CharField(max_length=60)
    title = models.TextField()
    state = models.CharField(max_length=10, choices=OutgoingState.choices, default=OutgoingState.DRAFT)
    form_key = models.UUIDField(unique=True)
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    search = models.TextField(blank=True)

    form = models.CharField(max_length=8, choices=FormKind.choices, default=FormKind.DECREE)
    template = models.ForeignKey(DocumentTemplate, null=True, on_delete=models.PROTECT, related_name="+")
    parent_issuer = models.CharField(max_length=250, blank=True)
    issuer = models.CharField(max_length=250)
    symbol = models.CharField(max_length=80)
    place = models.CharField(max_length=80, blank=True)
    recipients = models.TextField(blank=True)
    authority = models.CharField(max_length=120, blank=True)
    signer_role = models.CharField(max_length=120)
    signer_name = models.CharField(max_length=120, blank=True)
    font = models.CharField(max_length=60, default="Times New Roman")

    series = models.ForeignKey(NumberSeries, null=True, on_delete=models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField(null=True)
    issued_on = models.DateField(null=True)

    draft = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    file_state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.NONE)
    file_step = models.CharField(max_length=250, blank=True)
    docx = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    signed = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(null=True)

    prepared_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    numbered_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="outgoing_number_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, series__isnull=True, issued_on__isnull=True)
                | Q(number__isnull=False, series__isnull=False, issued_on__isnull=False),
                name="outgoing_number_whole",
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id"],
                condition=~Q(source_kind="") & ~Q(state__in=(OutgoingState.CANCELLED, OutgoingState.SENT)),
                name="outgoing_source_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="outgoing_state"),
            models.Index(fields=["series", "-number"], name="outgoing_register"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def printed_number(self) -> str:
        """The number as documents print it: 05, 12, 1234 (Decree 30/2020, Annex I); empty while there is none."""
        return f"{self.number:02d}" if self.number else ""

    @property
    def code(self) -> str:
        """Number and symbol: "05/KH-SGDĐT"; "…/KH-SGDĐT" while there is none. A party symbol follows a hyphen."""
        joint = "-" if "/" in self.symbol else "/"
        return f"{self.printed_number or '…'}{joint}{self.symbol}"


class Draft(models.Model):
    """A draft as it was put in (bản dự thảo); kept for ever, also when another replaces it."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250)
    put_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class OutgoingAnnex(models.Model):
    """An annex in a file of its own (phụ lục); those that stand in the document itself are its source's."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.PROTECT, related_name="annexes")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=250)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="annex_once")]

    def __str__(self) -> str:
        return self.title


class Recipient(models.Model):
    """One place a document goes to (nơi nhận văn bản): a line of its own list, bound to a unit that works here when it is one."""

    document = models.ForeignKey(OutgoingDocument, on_delete=models.CASCADE, related_name="places")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=250)
    unit = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="recipient_once")]

    def __str__(self) -> str:
        return self.name


class IncomingDocument(models.Model):
    """A line of the register of what came in (văn bản đến), Decree 30/2020, Art. 22 and Annex IV.

    `document` is the file, where there is one. `twin_key` folds number, symbol, issuer and day: a second line with the same key is
    warned of and is registered only when somebody says that it is another copy. A cancelled line keeps its number.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="incoming")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    arrived_on = models.DateField()
    issuer = models.CharField(max_length=250)
    code = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True)
    doc_type = models.CharField(max_length=60, blank=True)
    title = models.TextField()
    handler = models.ForeignKey("units.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    handed_on = models.DateField(null=True)
    due = models.DateField(null=True)
    note = models.TextField(blank=True)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    twin_key = models.CharField(max_length=400, blank=True)
    twin_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    search = models.TextField(blank=True)
    form_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)
    registered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="incoming_number_once")]
        indexes = [
            models.Index(fields=["series", "-number"], name="incoming_register"),
            models.Index(fields=["unit", "twin_key"], condition=~Q(twin_key=""), name="incoming_twin"),
            models.Index(fields=["handler", "due"], condition=Q(handler__isnull=False), name="incoming_handler"),
        ]

    def __str__(self) -> str:
        return self.title
