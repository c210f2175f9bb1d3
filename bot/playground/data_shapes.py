"""The shape of charts and tables, with the rules that tie their parts together."""

from __future__ import annotations

from typing import Any

from bot.playground import limits as n
from bot.playground.rich_text import by_type, rich_text_block
from bot.playground.schema import (
    Rule,
    Spot,
    finite,
    flag,
    listed,
    shape,
    string,
    whole,
)

LABEL = string(n.CHART_LABEL, 1)
TYPE = string()


def _above_zero(value: Any, spot: Spot) -> None:
    before = spot.clean
    finite(value, spot)
    if spot.clean == before and value <= 0:
        spot.complain("must be more than 0")


PIE = shape(
    {"segments": listed(shape({"label": LABEL, "value": _above_zero}), 1, n.CHART_SERIES)},
    {"type": TYPE},
)
POINTS = listed(shape({"label": LABEL, "value": finite}), 1, n.CHART_POINTS)
AXES = shape(
    {"categories": listed(LABEL, 1, n.CHART_POINTS)},
    {"x_label": string(n.CHART_AXIS_LABEL), "y_label": string(n.CHART_AXIS_LABEL)},
)


def _series_fit(value: Any, spot: Spot) -> None:
    categories = value["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        spot.at("axis_config").at("categories").complain("must be unique")
    names = [series["name"] for series in value["series"]]
    if len(set(names)) != len(names):
        spot.at("series").complain("series names must be unique")
    for number, series in enumerate(value["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(set(categories)):
            where = spot.at("series").at(number).at("data")
            where.complain("must have exactly one point for each category")


XY = shape(
    {
        "series": listed(shape({"name": LABEL, "data": POINTS}), 1, n.CHART_SERIES),
        "axis_config": AXES,
    },
    {"type": TYPE},
    also=_series_fit,
)
CHART = by_type({"pie": PIE, "bar": XY, "area": XY, "line": XY})

WORDS = string(n.DATA_TABLE_TEXT, 1)
CELLS: dict[str, Rule] = {
    "raw_text": shape({"text": WORDS}, {"type": TYPE}),
    "raw_number": shape({"value": finite}, {"type": TYPE, "text": WORDS}),
    "rich_text": rich_text_block,
}
CELL = by_type(CELLS)


def _column(value: Any, spot: Spot) -> None:
    """Settings of one column; null leaves it as it is."""
    if value is not None:
        shape({}, {"align": string(among=("left", "center", "right")), "is_wrapped": flag})(
            value, spot
        )


def cell_text(cell: Any) -> str:
    """The words of one cell, as far as they can be found."""
    if not isinstance(cell, dict):
        return ""
    if cell.get("type") == "rich_text":
        return "".join(_words(cell))
    return str(cell.get("text", cell.get("value", "")))


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [w for part in value.values() for w in _words(part)]
    return [w for part in value for w in _words(part)] if isinstance(value, list) else []


def _table_fits(value: Any, spot: Spot) -> None:
    findings = spot.findings
    findings.tables += 1
    findings.table_text += sum(len(cell_text(c)) for row in value["rows"] for c in row)
    if findings.tables > 1:
        spot.complain("only_one_table_allowed")
    if findings.table_text > n.TABLE_TEXT:
        spot.complain(f"must be less than {n.TABLE_TEXT + 1} characters")


def _data_table_fits(value: Any, spot: Spot) -> None:
    rows = value["rows"]
    findings = spot.findings
    findings.data_table_text += sum(len(cell_text(c)) for row in rows for c in row)
    if findings.data_table_text > n.DATA_TABLE_TEXT:
        spot.complain(f"must be less than {n.DATA_TABLE_TEXT + 1} characters")
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            spot.at("rows").at(number).complain("every row must have the same number of cells")
    for number, cell in enumerate(rows[0]):
        if cell["type"] == "rich_text":
            spot.at("rows/0").at(number).complain("the header row may not hold rich_text")
    if value.get("row_header_column_index", 0) >= len(rows[0]):
        spot.at("row_header_column_index").complain("must be a column of the table")


BASE: dict[str, Rule] = {"type": TYPE, "block_id": string(n.IDENTIFIER, 1)}
ROW = listed(CELL, 1, n.TABLE_COLUMNS)

DATA_BLOCKS: dict[str, Rule] = {
    "data_visualization": shape({"title": string(n.CHART_TITLE, 1), "chart": CHART}, BASE),
    "table": shape(
        {"rows": listed(ROW, 1, n.TABLE_ROWS)},
        {**BASE, "column_settings": listed(_column, 0, n.TABLE_COLUMNS)},
        also=_table_fits,
    ),
    "data_table": shape(
        {"rows": listed(ROW, 2, n.DATA_TABLE_ROWS), "caption": string(least=1)},
        {
            **BASE,
            "page_size": whole(1, n.DATA_TABLE_PAGE),
            "row_header_column_index": whole(0, n.TABLE_COLUMNS - 1),
        },
        also=_data_table_fits,
    ),
}
