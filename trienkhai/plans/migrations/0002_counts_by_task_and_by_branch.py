"""Board counts by task and by branch, instead of every task of every branch."""

from collections import Counter

import django.db.models.deletion
from django.db import migrations, models


def count_apart(apps, schema_editor):
    """Replace each period's rows by their sums over branches and over tasks."""
    BoardCount, Task = apps.get_model("plans", "BoardCount"), apps.get_model("plans", "Task")
    steady = {pk: schedule != "once" for pk, schedule in Task.objects.values_list("pk", "schedule")}
    for period_id in list(BoardCount.objects.values_list("period_id", flat=True).distinct()):
        sums = Counter()
        rows = BoardCount.objects.filter(period_id=period_id)
        for task_id, branch, n, *said in rows.values_list("task_id", "branch", "n", "duty", "state", "due", "on_time"):
            for place in ((task_id, "*"), (None, branch)):
                sums[(*place, steady.get(task_id, False), *said)] += n
        rows.delete()
        names = ("task_id", "branch", "steady", "duty", "state", "due", "on_time")
        made = (BoardCount(period_id=period_id, n=n, **dict(zip(names, key))) for key, n in sums.items() if n)
        BoardCount.objects.bulk_create(made, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="boardcount", name="board_count_period"),
        migrations.AlterField(
            model_name="boardcount",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="plans.task",
            ),
        ),
        migrations.AddField(
            model_name="boardcount", name="steady", field=models.BooleanField(default=False), preserve_default=False
        ),
        migrations.RunPython(count_apart, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="boardcount",
            index=models.Index(condition=models.Q(("task__isnull", False)), fields=["period", "task"], name="board_count_tasks"),
        ),
        migrations.AddIndex(
            model_name="boardcount",
            index=models.Index(condition=models.Q(("task__isnull", True)), fields=["period", "branch"], name="board_count_branches"),
        ),
    ]
