"""A real PostgreSQL for what every store keeps its word on."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from localize.store import schema
from localize.store.connection import parse_url
from localize.store.repository import Store


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its way of finding a run-time folder warns where there is none
        pgserver = pytest.importorskip("pgserver", reason="PostgreSQL is tested with the package pgserver, which is not installed")
        folder = tempfile.mkdtemp(prefix="chuhai-pg-")  # not tmp_path: the server's own user may not enter that
        running = pgserver.get_server(folder)
    Store.open(running.get_uri()).close()
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(server: str) -> Iterator[str]:
    """The address of an empty store on it."""
    yield server
    engine = create_engine(parse_url(server))
    with engine.begin() as connection:
        tables = ", ".join(f'"{table.name}"' for table in schema.metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    engine.dispose()
