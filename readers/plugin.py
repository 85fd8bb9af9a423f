"""What SQL asks Python about files: a plugin of dbt-duckdb (profiles.yml)."""

from pathlib import Path

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from readers.careful_csv import CarefulCsv
from readers.found_files import FoundFiles


class Plugin(BasePlugin):
    """Copies of files are made beside the warehouse, where there is room for them."""

    def initialize(self, plugin_config: dict[str, object]) -> None:
        """Nothing is read yet."""
        beside = Path(self.creds.path).absolute().parent
        self.readers = CarefulCsv(beside), FoundFiles(beside)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make their functions known to the connection that dbt uses."""
        for reader in self.readers:
            reader.configure(conn)
