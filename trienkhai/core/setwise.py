"""One INSERT … SELECT for what Django writes row by row."""

from __future__ import annotations

from typing import Any

from django.db import connections, models, router


def insert_from(model: type[models.Model], columns: tuple[str, ...], rows: models.QuerySet[Any]) -> int:
    """Insert the selected rows into `model`; `columns` name its database columns and the queryset's annotations alike. Returns how many."""
    using = router.db_for_write(model)
    select, params = rows.values_list(*columns).query.get_compiler(using).as_sql()
    quote = connections[using].ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    with connections[using].cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select}", params)
        return int(cursor.rowcount)
