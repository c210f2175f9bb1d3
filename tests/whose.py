"""To which partnerships each row of a database belongs: read from what refers to what."""

from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping

from storage import portable
from storage.base import Base


class Map:
    """Every row there is, and to which partnerships it belongs: its own, or its parents'."""

    def __init__(self, connection: Connection) -> None:
        self.rows = {
            table.name: connection.execute(table.select()).mappings().all()
            for table in Base.metadata.sorted_tables
        }
        self._belongs: dict[tuple[str, int], frozenset[int]] = {}
        for name, row in self:
            if "id" in row:
                self._belongs[name, row["id"]] = self.partnerships(name, row)

    def __iter__(self) -> Iterator[tuple[str, RowMapping]]:
        for name, rows in self.rows.items():
            for row in rows:
                yield name, row

    def partnerships(self, name: str, row: RowMapping) -> frozenset[int]:
        """Return to which partnerships a row belongs; people and organizations are in several."""
        if name == "partnerships":
            return frozenset([row["id"]])
        found: set[int] = set()
        for column in Base.metadata.tables[name].columns:
            parent, value = portable.parent_of(column), row[column.name]
            if parent is not None and value is not None:
                found |= self._belongs.get((parent.name, value), frozenset())
        if name == "audit_events" and row["partnership_id"] is not None:
            found.add(row["partnership_id"])
        return frozenset(found)

    def of_others(self, own: int, word: str) -> list[tuple[str, RowMapping]]:
        """Return the rows that belong to other partnerships than `own`, or have their `word`."""
        return [
            (name, row)
            for name, row in self
            if self.partnerships(name, row) - {own} or word in repr(row)
        ]
