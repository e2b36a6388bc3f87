"""The journal (nhật ký) with its seals, per-person keys, stored files (tệp) and messages (thư gửi đi): tables that belong to no room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalLine(models.Model):
    """One change, refusal or look (nhật ký), appended in its service's transaction; no one alters it.

    `data` holds field names and values that are not personal; `object_type` and `object_id` name what it was done to, `unit_id` whose.
    `personal` holds values about the person `about_id`, encrypted under that person's key: without the key the line stays whole.
    """

    class Outcome(models.TextChoices):
        """What came of it (kết quả)."""

        DONE = "done", _("Đã làm")
        REFUSED = "refused", _("Bị từ chối")
        SEEN = "seen", _("Đã xem")

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.DONE)
    about_id = models.BigIntegerField(null=True)
    personal = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="journal_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class JournalSegment(models.Model):
    """A sealed stretch of the journal (đoạn nhật ký đã niêm phong), chained to the one before by its hash.

    `ranges` are the ids of its lines as [first, last] pairs in order, `digests` 16 bytes a line, `head` the SHA-256 over the head before,
    the number, the ranges and the digests. Lines with ids up to `settled` that are in no segment up to this one came in afterwards.
    """

    number = models.PositiveBigIntegerField(unique=True)
    ranges = models.JSONField()
    digests = models.BinaryField()
    previous = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    last_line = models.BigIntegerField()
    settled = models.BigIntegerField(default=0)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} {self.head[:12]}"


class PersonKey(models.Model):
    """The key of one person's values in the journal (khóa dữ liệu cá nhân), wrapped; destroyed when the person's data is erased."""

    person_id = models.BigIntegerField(primary_key=True)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.person_id)


class StoredFile(models.Model):
    """A file (tệp) kept by the hash of its bytes, outside the web root. The same bytes are stored once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class OutboxMessage(models.Model):
    """A message to somebody outside (thư gửi đi) and what came of it: the outbox and the sent ledger in one row, never deleted.

    `key` is said by the caller: the same key is never sent twice. `message_id` is fixed when the row is made, so that a receiver knows a
    retry. `sealed` holds address, subject and words under the person's key (`core.personal`) and is emptied once they are not needed.
    `handed_at` is set before the words go out: a claim that ends without an answer was never tried without it, and is unknown with it.
    `unsure_at` is when that happened; only an acceptance ends the doubt.
    """

    class Channel(models.TextChoices):
        """The way out (kênh)."""

        MAIL = "mail", _("Thư điện tử")

    class State(models.TextChoices):
        """Where it stands (tình trạng)."""

        WAITING = "waiting", _("Chờ gửi")
        SENDING = "sending", _("Đang gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Không gửi được")
        UNKNOWN = "unknown", _("Chưa rõ đã đến hay chưa")
        DROPPED = "dropped", _("Thôi gửi")

    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.MAIL)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    unit_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    unsure_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=~models.Q(state="sent"), name="outbox_due"),
            models.Index(fields=["state", "id"], condition=~models.Q(state="sent"), name="outbox_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class SearchEntry(models.Model):
    """A thing that search finds (mục tìm kiếm), as `core.searching` keeps it: what its room last said of it.

    `source` and `source_id` name the subject of journal lines that changes it; `kind` and `ref` what opens when it is chosen; `part`
    tells rows of one long text apart. `tokens` are what the engine's own full-text index is made of.
    """

    source = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    ref = models.BigIntegerField()
    part = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=96)
    audience = models.CharField(max_length=20)
    on = models.DateField(null=True)
    title = models.TextField()
    text = models.TextField(blank=True)
    tokens = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref", "part"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["source", "source_id"], name="search_entry_source"),
            models.Index(fields=["path"], name="search_entry_path"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
