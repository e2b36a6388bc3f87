"""Seals, personal values and per-person keys; from here on the database itself refuses to alter or remove lines and seals."""

from django.db import migrations, models

TABLES = ("core_journalline", "core_journalsegment")
SAYS = "nhật ký chỉ được ghi thêm"


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    for table in TABLES:
        if vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only()"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
            )
        elif vendor == "sqlite":
            for act in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
                )


def unguard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        names = ("rows", "all") if vendor == "postgresql" else ("update", "delete")
        for name in names:
            on = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='JournalSegment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('ranges', models.JSONField()),
                ('digests', models.BinaryField()),
                ('previous', models.CharField(max_length=64)),
                ('head', models.CharField(max_length=64)),
                ('last_line', models.BigIntegerField()),
                ('settled', models.BigIntegerField(default=0)),
                ('sealed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('person_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField(null=True)),
                ('destroyed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='journalline',
            name='outcome',
            field=models.CharField(choices=[('done', 'Đã làm'), ('refused', 'Bị từ chối'), ('seen', 'Đã xem')], default='done', max_length=8),
        ),
        migrations.AddField(
            model_name='journalline',
            name='about_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='journalline',
            name='personal',
            field=models.BinaryField(null=True),
        ),
        migrations.RunPython(guard, unguard),
    ]
