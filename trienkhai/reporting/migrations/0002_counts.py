"""Counts of a report's rows, made when the report is made; for reports that stand already, here."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count


def count_standing(apps, schema_editor):
    """Count the rows of the reports that were made before."""
    Report, ReportRow, ReportCount = (apps.get_model("reporting", name) for name in ("Report", "ReportRow", "ReportCount"))
    for report in Report.objects.all():
        main = ReportRow.objects.filter(report=report, duty__in=("lead", "execute"))
        Report.objects.filter(pk=report.pk).update(unit_count=main.aggregate(n=Count("unit_id", distinct=True))["n"])
        sums = {}
        rows = ReportRow.objects.filter(report=report).values_list(
            "task_id", "branch", "task__schedule", "duty", "state", "timeliness", "progress_id"
        )
        for task_id, branch, schedule, duty, state, timeliness, progress_id in rows.iterator():
            said = (schedule != "once", duty, state, timeliness, progress_id is not None)
            for place in ((task_id, "*"), (None, branch)):
                sums[(*place, *said)] = sums.get((*place, *said), 0) + 1
        names = ("task_id", "branch", "steady", "duty", "state", "timeliness", "reported")
        made = (ReportCount(report_id=report.pk, n=n, **dict(zip(names, key))) for key, n in sums.items())
        ReportCount.objects.bulk_create(made, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("reporting", "0001_initial")]

    operations = [
        migrations.AddField(model_name="report", name="unit_count", field=models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="ReportCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("branch", models.CharField(blank=True, max_length=6)),
                ("steady", models.BooleanField()),
                ("duty", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=12)),
                ("timeliness", models.CharField(max_length=16)),
                ("reported", models.BooleanField()),
                ("n", models.PositiveIntegerField()),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="counts", to="reporting.report"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.task",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="reportcount",
            index=models.Index(condition=models.Q(("task__isnull", False)), fields=["report", "task"], name="report_count_tasks"),
        ),
        migrations.AddIndex(
            model_name="reportcount",
            index=models.Index(condition=models.Q(("task__isnull", True)), fields=["report", "branch"], name="report_count_branches"),
        ),
        migrations.RunPython(count_standing, migrations.RunPython.noop, elidable=True),
    ]
