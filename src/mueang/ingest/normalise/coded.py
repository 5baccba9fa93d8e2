"""Columns as distinct texts and a code for each row: work is done once for each distinct text of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mueang.ingest.normalise.forms import Mask, Places, Texts
from mueang.ingest.sheet import column_name
from mueang.tables.distinct import gathered
from mueang.tables.schema import SOURCE_ROW

_Of = TypeVar("_Of", bound=np.generic)
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Coded:
    """One column of a batch: its texts, and for each row the place of its text."""

    texts: Texts
    codes: Codes

    def take(self, of_texts: npt.NDArray[_Of]) -> npt.NDArray[_Of]:
        """Return for each row what `of_texts` holds for its text."""
        return of_texts if self.apart else of_texts.take(self.codes)

    def gather(self, values: pa.Array) -> pa.Array:
        """Return for each row the value of its text."""
        if pa.types.is_string(values.type):
            return gathered(values, self.codes)
        return values if self.apart else pc.take(values, pa.array(self.codes), boundscheck=False)

    @cached_property
    def apart(self) -> bool:
        """True where each row has a text of its own, in their order."""
        return len(self.texts) == len(self.codes) and bool((self.codes == np.arange(len(self.codes), dtype=np.int32)).all())

    def having(self, texts: Mask) -> Mask:
        """Return which rows hold one of these texts. Where all texts are, or none, no row need be looked at."""
        if texts.all() or not texts.any():
            return np.full(len(self.codes), texts[:1].any())
        return self.take(texts)

    def where(self, rows: Mask) -> Coded:
        """Return some rows of the column; what is known of its texts stays known."""
        return Coded(self.texts, self.codes[rows])


def encode(column: pa.Array | None, rows: int) -> Coded:
    """Return the column coded; null is coded as the empty text, and a column that is not there as nothing but that."""
    if column is None:
        return Coded(Texts(pa.array([""], pa.string())), np.zeros(rows, np.int32))
    coded = column.dictionary_encode()
    texts, codes = coded.dictionary.cast(pa.string()), coded.indices
    if codes.null_count:
        empty = pc.index(texts, "").as_py()
        if empty < 0:
            empty, texts = len(texts), pa.concat_arrays([texts, pa.array([""], pa.string())])
        codes = codes.fill_null(empty)
    return Coded(Texts(texts), codes.to_numpy(zero_copy_only=False).astype(np.int32, copy=False))


class Rows:
    """Rows of a sheet by columns. A column is coded when it is first asked for; whoever is handed the rows finds it done."""

    def __init__(self, batch: pa.RecordBatch, coded: dict[int, Coded] | None = None) -> None:
        self.batch = batch
        self.numbers: Places = batch.column(SOURCE_ROW).to_numpy()
        self._names = frozenset(batch.schema.names)
        self._coded = {} if coded is None else coded

    @classmethod
    def of(cls, batch: pa.RecordBatch, first_row: int) -> Rows:
        """Return the rows of the batch from `first_row` of the sheet on."""
        return cls(batch.slice(int(np.searchsorted(batch.column(SOURCE_ROW).to_numpy(), first_row))))

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def positions(self) -> list[int]:
        """The text columns of the batch."""
        return [int(name[1:]) for name in self.batch.schema.names if name.startswith("c")]

    def source(self, position: int) -> pa.Array | None:
        """Return a column as it came, None where the batch has none there."""
        name = column_name(position)
        return self.batch.column(name) if name in self._names else None

    def coded(self, position: int) -> Coded:
        """Return a column by its distinct texts."""
        if position not in self._coded:
            self._coded[position] = encode(self.source(position), len(self))
        return self._coded[position]

    def where(self, rows: Mask) -> Rows:
        """Return some of the rows."""
        return Rows(self.batch.filter(pa.array(rows)), {position: column.where(rows) for position, column in self._coded.items()})
