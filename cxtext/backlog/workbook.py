"""A workbook of plain tables: headings that stay in view, filters, number formats, one chart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from cxtext.wording import is_missing, tidy

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

#: A workbook notes when it was made. A fixed date, so that the same run gives the same bytes.
CREATED_AT = datetime(2000, 1, 1, tzinfo=UTC)
#: Most characters of a cell, less a few: a program refuses a file with more than 32,767.
CELL_LENGTH = 32_000
#: The sheet that the chart is drawn from.
CHART = "Chart"
BAR_COLOUR = "#B5482E"
#: Points of one line of text, with its leading.
LINE_HEIGHT = 15.0
#: Lines of a row, at most.
MOST_LINES = 8
#: Characters of a line of the first sheet.
LINE_LENGTH = 100
#: Pixels of one bar of the chart, with the gap to the next.
BAR_HEIGHT = 32
#: Pixels of the chart around its bars: title, axis and margins.
CHART_MARGIN = 130


class Format(Enum):
    """How the cells of a column are written."""

    TEXT = "@"
    COUNT = "#,##0"
    SHARE = "0.0%"
    NUMBER = "#,##0.0##"
    POINTS = "+#,##0.0##;-#,##0.0##;0"
    CHANCE = "0.000"


Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    Parameters
    ----------
    title : str
        Its heading.
    format : Format
    width : int
        In characters.
    decimals : int, optional
        Digits after the point of numbers and points, the same in all cells; as many as each has, up to three, where not given.
    """

    title: str
    format: Format = Format.TEXT
    width: int = 12
    decimals: int | None = None

    @property
    def pattern(self) -> str:
        """Its format as Excel writes it.

        >>> Column("Effect", Format.POINTS, decimals=2).pattern, Column("Share", Format.SHARE).pattern
        ('+#,##0.00;-#,##0.00;0.00', '0.0%')
        """
        if self.decimals is None or self.format not in (Format.NUMBER, Format.POINTS):
            return self.format.value
        zero = f"0.{'0' * self.decimals}" if self.decimals else "0"
        return f"+#,##{zero};-#,##{zero};{zero}" if self.format is Format.POINTS else f"#,##{zero}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Parameters
    ----------
    name : str
        At most 31 characters.
    columns : sequence of Column
    rows : sequence of sequence of (str, float or None)
        A missing value is an empty cell.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart with intervals.

    Parameters
    ----------
    title, axis : str
    labels : sequence of str
    values, lows, highs : sequence of float
        The bar of each label, and the ends of its interval, in the unit of ``axis``.
    format : Format
    decimals : int, optional
        Of the numbers that it is drawn from.
    """

    title: str
    axis: str
    labels: Sequence[str]
    values: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]
    format: Format
    decimals: int | None = None


def render_workbook(lines: Sequence[str], bars: Bars | None, sheets: Sequence[Sheet]) -> bytes:
    """Return an XLSX file: a first sheet with some lines and a chart, then one sheet per table.

    Text is always stored as text, and stays text when a cell is edited; nothing in the file is a formula or a link.

    Parameters
    ----------
    lines : sequence of str
        What the first sheet says; the first one is its heading.
    bars : Bars or None
        The chart below them.
    sheets : sequence of Sheet
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": CREATED_AT, "title": _cell_text(lines[0])})
        _write_first(book, lines, bars)
        for sheet in [*sheets, *([_chart_sheet(bars)] if bars else [])]:
            _write_sheet(book, sheet)
    return buffer.getvalue()


def _write_first(book: xlsxwriter.Workbook, lines: Sequence[str], bars: Bars | None) -> None:
    """Write the first sheet."""
    page = book.add_worksheet("Summary")
    page.hide_gridlines(2)
    page.set_column(0, 0, LINE_LENGTH)
    heading = book.add_format({"bold": True, "font_size": 16, "quote_prefix": True})
    plain = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for i, line in enumerate(lines):
        page.write_string(i, 0, _cell_text(line), plain if i else heading)
        page.set_row(i, LINE_HEIGHT * ceil(len(line) / LINE_LENGTH) if i else 2 * LINE_HEIGHT)
    if bars is not None:
        _write_chart(book, page, bars, len(lines) + 1)
    _set_print(page)


def _chart_sheet(bars: Bars) -> Sheet:
    """Return the sheet that the chart is drawn from."""
    columns = (
        Column("Theme", width=40),
        Column(bars.axis, bars.format, 24, bars.decimals),
        Column("95% interval from", bars.format, 18, bars.decimals),
        Column("to", bars.format, decimals=bars.decimals),
        Column("Length of the interval to the right", bars.format, 18, bars.decimals),
        Column("and to the left", bars.format, 18, bars.decimals),
    )
    numbers = zip(bars.labels, bars.values, bars.lows, bars.highs, strict=True)
    return Sheet(CHART, columns, [[label, value, low, high, high - value, value - low] for label, value, low, high in numbers])


def _write_chart(book: xlsxwriter.Workbook, page: Worksheet, bars: Bars, row: int) -> None:
    """Draw the chart from the sheet that holds what it shows."""
    last = len(bars.labels)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": [CHART, 0, 1],
            "categories": [CHART, 1, 0, last, 0],
            "values": [CHART, 1, 1, last, 1],
            "fill": {"color": BAR_COLOUR},
            "gap": 60,
            "y_error_bars": {
                "type": "custom",
                "plus_values": f"={CHART}!$E$2:$E${last + 1}",
                "minus_values": f"={CHART}!$F$2:$F${last + 1}",
            },
        }
    )
    chart.set_title({"name": bars.title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "crossing": "max", "label_position": "low"})
    low, high = _axis_ends([*bars.lows, *bars.highs])
    axis = {"name": [CHART, 0, 1], "num_format": bars.format.value, "major_gridlines": {"visible": True}}
    chart.set_x_axis({**axis, "min": low, "max": high})
    chart.set_size({"width": 720, "height": CHART_MARGIN + BAR_HEIGHT * last})
    page.insert_chart(row, 0, chart, {"description": f"{bars.title}; the same numbers are in sheet {CHART}."})


def _axis_ends(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of an axis that has zero and all values on it, in whole steps of one digit.

    >>> _axis_ends([-0.316, -0.101])
    (-0.4, 0.0)
    """
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        return 0.0, 1.0
    step = 10.0 ** floor(log10(high - low))
    return round(floor(low / step) * step, 12), round(ceil(high / step) * step, 12)


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """Write one table."""
    page = book.add_worksheet(sheet.name)
    style = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF1F4", "quote_prefix": True}
    heading, of_numbers = book.add_format({**style, "indent": 1}), book.add_format({**style, "align": "right"})
    for i, column in enumerate(sheet.columns):
        page.set_column(i, i, column.width, book.add_format(_cell_format(column)))
        page.write_string(0, i, _cell_text(column.title), heading if column.format is Format.TEXT else of_numbers)
    page.set_row(0, _row_height([column.title for column in sheet.columns], sheet.columns))
    for r, row in enumerate(sheet.rows, 1):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(r, c, _cell_text(cell))
            elif cell is not None and not is_missing(cell):
                page.write_number(r, c, float(cell))
        page.set_row(r, _row_height(row, sheet.columns))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    _set_print(page)


def _row_height(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Return the height, in points, at which the text of a row can be read; a very long one is cut to a few lines."""
    lines = [ceil(len(cell) / column.width) for cell, column in zip(cells, columns, strict=True) if isinstance(cell, str)]
    return LINE_HEIGHT * min(max([1, *lines]), MOST_LINES)


def _cell_format(column: Column) -> dict[str, Any]:
    """Return the format of the cells of a column: text wraps, and is not read again as a formula when somebody edits it."""
    if column.format is Format.TEXT:
        return {
            "num_format": column.pattern,
            "text_wrap": True,
            "valign": "top",
            "quote_prefix": True,
            "align": "left",
            "indent": 1,
        }
    return {"num_format": column.pattern, "valign": "top"}


def _set_print(page: Worksheet) -> None:
    """Print on A4 across, as wide as one page, with the headings on each."""
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _cell_text(text: str) -> str:
    """Return text that a cell can hold."""
    return tidy(text)[:CELL_LENGTH]
