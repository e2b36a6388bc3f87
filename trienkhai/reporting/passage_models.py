"""Consolidation: what a unit or the plan's owner makes of what was submitted to it, passage by passage, each with its sources."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from trienkhai.reporting.choices import FileState, PassageAct, Section


class Consolidation(models.Model):
    """What was made of submissions (bản tổng hợp): for a report, for a unit's own submission, or as it stood in an edition that was sent.

    `run` counts the runs of the job; `expected` is how many units were to submit when the last one ended. `moved_at` is when a run last
    said how far it is: one that stands still is started again and goes on where it stopped.
    """

    report = models.OneToOneField("reporting.Report", null=True, on_delete=models.CASCADE, related_name="consolidation")
    submission = models.OneToOneField("reporting.Submission", null=True, on_delete=models.CASCADE, related_name="consolidation")
    edition = models.OneToOneField("reporting.Edition", null=True, on_delete=models.CASCADE, related_name="consolidation")
    run = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=FileState.choices, default=FileState.DONE)
    step = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, submission__isnull=True, edition__isnull=True)
                | Q(report__isnull=True, submission__isnull=False, edition__isnull=True)
                | Q(report__isnull=True, submission__isnull=True, edition__isnull=False),
                name="consolidation_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id or self.submission_id or self.edition_id}"


class Taken(models.Model):
    """Which edition of a submission went into a consolidation (bản đã lấy), in which run, and the one it took the place of."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="taken", db_index=False)
    submission = models.ForeignKey("reporting.Submission", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    edition = models.ForeignKey("reporting.Edition", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    before = models.ForeignKey(
        "reporting.Edition", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    run = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consolidation", "submission"], name="taken_once")]

    def __str__(self) -> str:
        return f"{self.consolidation_id} {self.edition_id}"


class Part(models.Model):
    """A part of a consolidation (phần tổng hợp): a free section of the round by its `key`, or what units said of a task (`key` its id).

    `version` counts every change of its passages: two people at different parts never meet. `run` is the last run that filled it.
    """

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="parts", db_index=False)
    section = models.CharField(max_length=12, choices=Section.choices)
    key = models.CharField(max_length=20, blank=True)
    task = models.ForeignKey("plans.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=250, blank=True)
    order = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    run = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["consolidation", "section", "key"], name="part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consolidation_id} {self.section} {self.key}"


class Passage(models.Model):
    """A passage of a part (đoạn). `composed` is the wording as gathered and never changes; `text` is the wording as edited.

    A passage without source was written by the office and is marked so. One that is `merged` into another stands under that one's words
    with its own sources. `source_count` and `unit_count` count what stands behind it and what is merged into it; `first_units` are the
    ids of the first of those units. Only included passages stand in the document.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="passages", db_index=False)
    order = models.PositiveIntegerField()
    composed = models.TextField(blank=True)
    text = models.TextField()
    included = models.BooleanField(default=True)
    merged = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="members", db_index=False)
    source_count = models.PositiveIntegerField(default=0)
    unit_count = models.PositiveIntegerField(default=0)
    first_units = models.JSONField(default=list)

    class Meta:
        ordering = ["part_id", "order"]
        indexes = [
            models.Index(fields=["part", "merged", "order"], name="passage_place"),
            models.Index(fields=["part", "order"], condition=Q(included=True, merged__isnull=True), name="passage_included"),
            models.Index(fields=["merged"], condition=Q(merged__isnull=False), name="passage_members"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} #{self.order}"


class Source(models.Model):
    """What a passage stands on (nguồn của đoạn): a unit's words in an edition, from `start` to `end` of a section, progress, difficulty.

    `given` is the edition by which the words came to this consolidation: the unit's own, or that of a unit between. `via` is the passage
    they came from, of such an edition or of an earlier report.
    """

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="sources", db_index=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    edition = models.ForeignKey(
        "reporting.Edition", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    key = models.CharField(max_length=20, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    given = models.ForeignKey(
        "reporting.Edition", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    via = models.ForeignKey(Passage, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False, db_index=False)
    progress = models.ForeignKey(
        "plans.Progress", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    difficulty = models.ForeignKey(
        "plans.Difficulty", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["passage", "unit"], name="source_passage"),
            models.Index(fields=["given"], condition=Q(given__isnull=False), name="source_given"),
            models.Index(fields=["via"], condition=Q(via__isnull=False), name="source_via"),
            models.Index(fields=["progress"], condition=Q(progress__isnull=False), name="source_progress"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.unit_id}"


class PassageChange(models.Model):
    """A change of a part (thay đổi đoạn), with how the passages concerned stood before, so that it can be undone. Append-only but `undone`.

    `before` holds those fields by passage; `made` are the passages that the change made. A run of the job has none and is not undone.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="changes")
    act = models.CharField(max_length=12, choices=PassageAct.choices)
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    made = models.JSONField(default=list)
    undone = models.BooleanField(default=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part_id} {self.act}"
