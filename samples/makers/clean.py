"""Realistic documents without customer data: everything here must be passed over in silence."""

from __future__ import annotations

from makers import clean_code, clean_logs, clean_money, clean_numbers, clean_words


def files() -> dict[str, bytes]:
    """Every innocent file, by its path below samples/clean."""
    return {
        **clean_numbers.files(),
        **clean_money.files(),
        **clean_words.files(),
        **clean_logs.files(),
        **clean_code.files(),
    }
