"""The public holidays of Poland, and what they are called."""

from datetime import date
from functools import lru_cache

import holidays

LANGUAGES = {"pl": "pl", "en": "en_US", "uk": "uk"}


def is_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday in Poland."""
    return day in _days_off(day.year, "pl")


def holiday_name(day: date, language: str = "pl") -> str:
    """What the holiday of that day is called, or nothing."""
    return _days_off(day.year, LANGUAGES.get(language, "pl")).get(day, "")


@lru_cache(maxsize=512)
def _days_off(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("PL", years=year, language=language))
