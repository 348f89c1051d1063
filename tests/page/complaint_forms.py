"""Forms that the doors of complaints take."""

FORMS: dict[str, dict[str, str]] = {}
