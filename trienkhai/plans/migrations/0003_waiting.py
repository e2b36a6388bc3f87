"""Write into the expected sets that stand what their units have said nothing about."""

from django.db import migrations
from django.db.models import Count, Min


def write_waiting(apps, schema_editor):
    """One update a unit that waits."""
    Obligation, PlanPeriod = apps.get_model("plans", "Obligation"), apps.get_model("plans", "PlanPeriod")
    ExpectedMember = apps.get_model("periods", "ExpectedMember")
    for period_id, set_id in PlanPeriod.objects.filter(expected_set__isnull=False).values_list("pk", "expected_set_id"):
        silent = Obligation.objects.filter(period_id=period_id, state="not_started", duty__in=("lead", "execute"))
        sums = {row[0]: row[1:] for row in silent.values("unit_id").annotate(n=Count("id"), first=Min("due")).values_list("unit_id", "n", "first")}
        members = list(ExpectedMember.objects.filter(expected_set_id=set_id))
        for member in members:
            member.waiting, member.nearest = sums.get(member.unit_id, (0, None))
        ExpectedMember.objects.bulk_update(members, ["waiting", "nearest"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_counts_by_task_and_by_branch"), ("periods", "0002_waiting")]

    operations = [migrations.RunPython(write_waiting, migrations.RunPython.noop)]
