"""Units (đơn vị): identity apart from dated placements, groups, and what a phrase of a document means to its owner."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from trienkhai.units.choices import ChangeKind, CodeKind, GroupKind, Kind


class Unit(models.Model):
    """A unit (đơn vị): identity that outlives renaming, moving and merging. What it is called and where it stands is in its placements."""

    code = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Placement(models.Model):
    """Where a unit stands and what it is called from `valid_from` until the day before `valid_to` (vị trí trong cơ cấu tổ chức).

    `path` is a run of fixed-width hexadecimal segments, the unit's own last, so that a subtree is one range of one index:
    `path >= p AND path < p || 'g'`. `name_fold` serves search.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    path = models.CharField(max_length=96)
    depth = models.PositiveSmallIntegerField()
    name_fold = models.CharField(max_length=250)
    sort_key = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to__isnull=True), name="placement_one_open"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="placement_dates"),
        ]
        indexes = [
            models.Index(fields=["path"], name="placement_path"),
            models.Index(fields=["parent"], condition=Q(valid_to__isnull=True), name="placement_children"),
            models.Index(fields=["kind", "path"], condition=Q(valid_to__isnull=True), name="placement_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def holds_on(self, day: dt.date) -> bool:
        """Whether this placement is the one of that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Succession(models.Model):
    """Who carries on what a unit was (kế thừa), from a day on: by merging or splitting, with the decision it rests on."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inheritances")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    since = models.DateField()
    reason = models.CharField(max_length=250)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor", "since"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class UnitCode(models.Model):
    """A code that others know a unit by (mã của đơn vị): its agency code (Decision 20/2020), or that of an administrative unit.

    Administrative codes are given out anew, so two units may have had one; an agency code is one unit's own.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=8, choices=CodeKind.choices)
    value = models.CharField(max_length=35, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind"], name="unit_code_once"),
            models.UniqueConstraint(fields=["value"], condition=Q(kind="agency"), name="agency_code_once"),
        ]

    def __str__(self) -> str:
        return self.value


class UnitTag(models.Model):
    """A word put on a unit (nhãn đơn vị), for groups that no kind describes."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_tag_once")]

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """A named set of units (nhóm đơn vị): a rule (kinds × subtree × level × tag) or a list. `owner` is the body whose group it is.

    `levels` (cấp) counts steps below `under`: 1 stands for what is right under it. `version` tells two people who change one group apart.
    """

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=160)
    rule_or_list = models.CharField(max_length=8, choices=GroupKind.choices)
    kinds = models.JSONField(default=list, blank=True)
    under = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    levels = models.JSONField(default=list, blank=True)
    tag = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    members = models.ManyToManyField(Unit, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class PhraseBinding(models.Model):
    """What a phrase such as "các đơn vị giáo dục" means to its owner (gắn cụm từ với đơn vị): bound once by a person and remembered.

    `is_open` says that somebody decided to leave it open ("đơn vị liên quan") until units are named. `version` tells two people who change
    one binding apart.
    """

    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="phrases")
    key = models.CharField(max_length=250)
    phrase = models.CharField(max_length=250)
    group = models.ForeignKey(UnitGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="phrases")
    units = models.ManyToManyField(Unit, blank=True, related_name="+")
    is_open = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="phrase_once")]

    def __str__(self) -> str:
        return self.phrase
