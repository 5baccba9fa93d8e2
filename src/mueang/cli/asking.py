"""What `query` and `export` share: the table they are given, and how they say that it cannot be done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mueang.base.errors import BadInput, MueangError
from mueang.cli.summary import language

if TYPE_CHECKING:
    import pyarrow as pa

    from mueang.lake import Snapshot
    from mueang.query import Question


@contextmanager
def explained() -> Iterator[None]:
    """Say an expected failure in one sentence on stderr and exit: 2 for what was asked wrongly, 1 for all else."""
    import click

    try:
        yield
    except MueangError as error:
        click.echo(f"mueang: {getattr(error.message, language())}", err=True)
        sys.exit(2 if isinstance(error, BadInput) else 1)


def answered(snapshot: Snapshot, question: Question) -> pa.RecordBatchReader:
    """Return the answer about a table that its owner has at hand: all of it may be seen."""
    from datetime import UTC, datetime
    from pathlib import Path

    from mueang.lake.engines.duckdb import DuckDBEngine
    from mueang.query import Permit

    engine = DuckDBEngine({Path(file).parent for file in snapshot.files})
    return engine.answer(snapshot, question, Permit(snapshot.table, "own file"), now=datetime.now(UTC))
