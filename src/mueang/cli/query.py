"""`mueang query`: asks one table one question and prints the answer; computes nothing itself."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from mueang.base.files import BLOCK
from mueang.cli.asking import answered, explained

if TYPE_CHECKING:
    import pyarrow as pa

    from mueang.query import Question
    from mueang.tables import TableSchema

TABLE_ROWS = 20


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN__OPERATOR=VALUE",
    help="Only rows that meet this; may be given again. Operators: eq ne lt le gt ge in contains is_null not_null.",
)
@click.option("--select", multiple=True, metavar="A,B", help="Columns, in order. All without it.")
@click.option("--sort", multiple=True, metavar="-A,B", help="Order; a minus for descending. Missing values come last.")
@click.option("--group-by", "group", multiple=True, metavar="A,B", help="One row for each value of these columns.")
@click.option("--measure", multiple=True, metavar="MEAN:C", help="What to compute of each group: count, or count, sum, mean, min, max of a column.")
@click.option("--limit", type=click.IntRange(min=0), help=f"Most rows; {TABLE_ROWS} without it for --format table.")
@click.option("--format", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, help="How to print.")
@click.option("--table", help="Which table of a file that holds several.")
@click.option("--version", type=click.IntRange(min=0), help="Which version of a Delta table; the latest without it.")
def query(
    file: Path,
    where: tuple[str, ...],
    select: tuple[str, ...],
    sort: tuple[str, ...],
    group: tuple[str, ...],
    measure: tuple[str, ...],
    limit: int | None,
    format: str,
    table: str | None,
    version: int | None,
) -> None:
    """Ask a table a question: a Parquet file, a Delta folder, or any FILE that `mueang read` reads.

    Conditions, columns and order are written as in the addresses of the API: --where pm25__gt=30 --sort -year. The exit
    status is 0, 1 if the file cannot be read, 2 for a wrong question.
    """
    from mueang.flows.opening import opened

    parameters = {"select": list(select), "sort": list(sort), "group": list(group), "measure": list(measure)}
    limit = TABLE_ROWS if limit is None and format == "table" else limit
    with explained(), opened(file, table=table, version=version) as snapshot:
        question = _question(snapshot.schema, parameters, where, limit)
        _print(answered(snapshot, question), question, format)


def _question(schema: TableSchema, parameters: dict[str, list[str]], where: tuple[str, ...], limit: int | None) -> Question:
    from mueang.query import wire

    for condition in where:
        name, _, value = condition.partition("=")
        parameters.setdefault(f"{name}__eq" if name in wire.RESERVED else name, []).append(value)
    if limit is not None:
        parameters["limit"] = [str(limit)]
    return wire.question_of(parameters, schema)


def _print(answer: pa.RecordBatchReader, question: Question, format: str) -> None:
    if format == "table":
        from mueang.cli.columns import lines

        for line in lines(answer, question.columns):
            click.echo(line)
        return
    from mueang import exports

    with TemporaryDirectory() as folder:
        file = Path(folder) / "answer"
        exports.write(format, (batch.select(list(question.columns)) for batch in answer), _described(answer, question), file, bom=False)
        with file.open("rb") as written:
            while block := written.read(BLOCK):
                click.echo(block, nl=False)


def _described(answer: pa.RecordBatchReader, question: Question) -> TableSchema:
    from mueang.lake.foreign import described

    return described(answer.schema, question.schema)
