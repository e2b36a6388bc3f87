"""One INSERT … SELECT for what Django writes row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models, router

MANY = 10_000
"""From this many new rows on, the planner's statistics no longer tell the truth about a table."""
TERMS = 400
"""Selects in one statement; SQLite allows 500."""


def insert_from(
    model: type[models.Model],
    columns: tuple[str, ...],
    rows: models.QuerySet[Any] | Sequence[models.QuerySet[Any]],
    *,
    sources: tuple[str, ...] = (),
    skip_known: bool = False,
) -> int:
    """Insert the selected rows into `model`; `columns` name its database columns, and the queries' annotations unless `sources` does.

    Several queries become one statement by UNION ALL. `skip_known` leaves rows out that a unique constraint already holds.
    Returns how many rows were written.
    """
    queries = [rows] if isinstance(rows, models.QuerySet) else list(rows)
    using = router.db_for_write(model)
    selects, params = [], []
    for query in queries:
        try:
            select, values = query.order_by().values_list(*(sources or columns)).query.get_compiler(using).as_sql()
        except EmptyResultSet:  # a condition that no row can meet
            continue
        selects.append(select)
        params.extend(values)
    if not selects:
        return 0
    quote = connections[using].ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    body = " UNION ALL ".join(selects)
    # SQLite needs a WHERE before ON CONFLICT in INSERT … SELECT, else it reads ON as a join condition.
    tail = " WHERE true ON CONFLICT DO NOTHING" if skip_known else ""
    source = f"SELECT * FROM ({body}) AS chosen{tail}" if skip_known else body  # noqa: S608 - made of compiled queries; values are parameters
    with connections[using].cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {source}", params)
        return int(cursor.rowcount)


def gather_statistics(*tables: type[models.Model]) -> None:
    """Let PostgreSQL's planner know what a set statement has just written.

    Its own daemon looks again only when a tenth of a table is new, and until then takes a new period for an empty one and walks all its
    rows for each unit. SQLite plans without statistics.
    """
    for table in tables:
        connection = connections[router.db_for_write(table)]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
