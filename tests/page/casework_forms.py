"""Forms that the doors of casework take."""

FORMS: dict[str, dict[str, str]] = {}
