"""Charts and tables as lines of plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.playground.world import Json

BAR = 20
WIDEST_CELL = 40


def chart_lines(block: Json) -> list[str]:
    """A chart as its title and one line for each value, the longest bar being twenty wide."""
    chart = block["chart"]
    if chart["type"] == "pie":
        rows = [("", s["label"], s["value"]) for s in chart["segments"]]
    else:
        rows = [(s["name"], p["label"], p["value"]) for s in chart["series"] for p in s["data"]]
    most = max((abs(value) for _, _, value in rows), default=0) or 1
    lines = [f"({chart['type']} chart: {block['title']})"]
    for name, label, value in rows:
        bar = "█" * round(abs(value) / most * BAR)
        lines.append(f"  {name:<20} {label:<20} {bar} {value:g}".replace("  " * 11, "  "))
    return lines


def table_lines(block: Json, rich: Callable[[Any], str]) -> list[str]:
    """A table with its columns lined up."""
    rows = [[_cell(cell, rich) for cell in row] for row in block["rows"]]
    widths = [0] * max(len(row) for row in rows)
    for row in rows:
        for number, cell in enumerate(row):
            widths[number] = min(WIDEST_CELL, max(widths[number], len(cell)))
    lines = [f"(table: {block['caption']})"] if block.get("caption") else []
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        lines.append(f"  {' | '.join(cells)}".rstrip())
    return lines


def _cell(cell: Json, rich: Callable[[Any], str]) -> str:
    if cell["type"] == "rich_text":
        return rich(cell).strip().replace("\n", " ")
    return str(cell.get("text", cell.get("value", "")))
