from typing import Any

from django.db import migrations

TAKE = (
    "INSERT INTO reporting_consolidation (report_id, run, expected, state, step, progress) "
    "SELECT DISTINCT report_id, 0, 0, 'done', '', 100 FROM reporting_passage",
    "INSERT INTO reporting_part (consolidation_id, section, key, task_id, title, \"order\", version, run) "
    "SELECT DISTINCT c.id, p.section, COALESCE(CAST(p.task_id AS varchar(20)), ''), p.task_id, '', 0, 1, 1 "
    "FROM reporting_passage p JOIN reporting_consolidation c ON c.report_id = p.report_id",
    "UPDATE reporting_passage SET part_id = (SELECT t.id FROM reporting_part t JOIN reporting_consolidation c ON c.id = t.consolidation_id "
    "WHERE c.report_id = reporting_passage.report_id AND t.section = reporting_passage.section "
    "AND t.key = COALESCE(CAST(reporting_passage.task_id AS varchar(20)), ''))",
    "INSERT INTO reporting_source (passage_id, unit_id, key, progress_id) "
    "SELECT s.passage_id, o.unit_id, '', s.progress_id FROM reporting_passage_sources s "
    "JOIN plans_progress g ON g.id = s.progress_id JOIN plans_obligation o ON o.id = g.obligation_id",
    "INSERT INTO reporting_source (passage_id, unit_id, key, difficulty_id) "
    "SELECT s.passage_id, d.unit_id, '', s.difficulty_id FROM reporting_passage_troubles s JOIN plans_difficulty d ON d.id = s.difficulty_id",
    "UPDATE reporting_passage SET unit_count = (SELECT count(DISTINCT s.unit_id) FROM reporting_source s "
    "WHERE s.passage_id = reporting_passage.id)",
)
"""A consolidation for each report that has passages, its parts, and what each passage stands on."""


def into_parts(_apps: Any, editor: Any) -> None:
    """Six set statements."""
    with editor.connection.cursor() as cursor:
        for statement in TAKE:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_consolidation"), ("plans", "0014_amendments")]

    operations = [migrations.RunPython(into_parts, migrations.RunPython.noop)]
