"""The --since option: a period such as 7d, or a date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class Since(click.ParamType[str]):
    """A period back from now (12h, 7d, 4w) or an ISO 8601 date; gives an ISO 8601 time in UTC."""

    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The start of the period."""
        match = re.fullmatch(r"(\d{1,5})([hdw])", str(value))
        try:
            if match:
                moment = datetime.now(UTC) - timedelta(**{_UNITS[match[2]]: int(match[1])})
            else:
                moment = datetime.fromisoformat(str(value)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r}: 请写 7d、12h、4w 或 2026-01-31 这样的日期 / write 7d, 12h, 4w or a date such as 2026-01-31",
                param,
                ctx,
            )
        return moment.isoformat(timespec="milliseconds")


class Until(click.ParamType[datetime]):
    """A period from now (30d) or a date, which counts to its end in local time; gives a time in UTC."""

    name = "until"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The end of the period."""
        match = re.fullmatch(r"(\d{1,5})([hdw])", str(value))
        now = datetime.now(UTC).replace(microsecond=0)
        try:
            if match:
                return now + timedelta(**{_UNITS[match[2]]: int(match[1])})
            day = datetime.combine(date.fromisoformat(str(value)), time(23, 59, 59))
            return day.astimezone().astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r}: 请写 30d 或 2026-12-31 / write 30d or 2026-12-31", param, ctx)


since_option = click.option(
    "--since",
    type=Since(),
    default=None,
    callback=lambda _c, _p, v: v or "",
    help="只看这段时间以来 / only since then: 7d, 12h, 2026-01-31",
)
