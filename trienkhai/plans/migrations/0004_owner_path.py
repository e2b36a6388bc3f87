"""A period remembers where its plan's owner stood when it was made."""

from django.db import migrations, models


def remember(apps, schema_editor):
    Placement = apps.get_model("units", "Placement")
    PlanPeriod = apps.get_model("plans", "PlanPeriod")
    for held in PlanPeriod.objects.select_related("plan").iterator():
        placed = Placement.objects.filter(unit_id=held.plan.owner_id).order_by("-valid_from").first()
        PlanPeriod.objects.filter(pk=held.pk).update(owner_path=placed.path if placed else "")


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0003_waiting'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='planperiod',
            name='owner_path',
            field=models.CharField(default='', max_length=96),
            preserve_default=False,
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='obligation',
            name='state',
            field=models.CharField(choices=[('not_started', 'Chưa thực hiện'), ('in_progress', 'Đang thực hiện'), ('done', 'Đã hoàn thành'), ('released', 'Đã chuyển giao')], default='not_started', max_length=12),
        ),
        migrations.AlterField(
            model_name='progress',
            name='state',
            field=models.CharField(choices=[('not_started', 'Chưa thực hiện'), ('in_progress', 'Đang thực hiện'), ('done', 'Đã hoàn thành'), ('released', 'Đã chuyển giao')], max_length=12),
        ),
    ]
