"""Forms that the doors of inquiries and of own cases take."""

FORMS: dict[str, dict[str, str]] = {}
