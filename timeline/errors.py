"""The one family of errors that Sourceline raises on purpose.

An error names the thing, the value, what was expected and what became of the work, so that whoever
reads it can mend it without opening the code. Callers catch `SourcelineError`; anything else is a bug.
"""


class SourcelineError(Exception):
    """Something that was given to Sourceline cannot be used as it is; `str()` says what and why."""
