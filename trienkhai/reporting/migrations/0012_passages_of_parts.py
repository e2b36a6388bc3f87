import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0011_passages_into_parts")]

    operations = [
        migrations.AlterModelOptions(
            name='passage',
            options={'ordering': ['part_id', 'order']},
        ),
        migrations.RemoveField(
            model_name='passage',
            name='report',
        ),
        migrations.RemoveField(
            model_name='passage',
            name='section',
        ),
        migrations.RemoveField(
            model_name='passage',
            name='sources',
        ),
        migrations.RemoveField(
            model_name='passage',
            name='task',
        ),
        migrations.RemoveField(
            model_name='passage',
            name='troubles',
        ),
        migrations.AlterField(
            model_name="passage",
            name="part",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="reporting.part"
            ),
        ),
    ]
