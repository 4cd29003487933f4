"""British dates with the month in full: a timeline has room for it, and "Jan" twice in a line is harder to read."""

DATE_FORMAT = "j F Y"
