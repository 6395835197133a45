"""The packaged sample: facts of real contracts, written by ``geomarches sample``, read back by the same door."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from etl.declaration import Declaration, Rejection
from etl.sources.base import Source
from geo.errors import SourceError


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream the declarations of a sample (Parquet, one row per contract, suppliers nested)."""
    try:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=5_000):
            yield from msgspec.convert(batch.to_pylist(), list[Declaration])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise SourceError(f"{path}: not a sample written by `geomarches sample` ({error}); write it again") from error


SOURCE = Source(
    key="sample",
    label="Échantillon fourni (faits de marchés réels)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: head.startswith(b"PAR1") and b"contract_id" in head,
    read=read,
)
