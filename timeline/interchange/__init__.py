"""A timeline as a file: YAML that a person writes and keeps in git, or the same as JSON. Load and dump are inverse.

What may stand in a file is said, key by key, in `timeline-file.schema.json` beside this module. Quotations stand there
as text; loading finds their places. Two rules settle what a file says of things that are known here already:

- The timeline and its events are made equal to the file. Events that the file does not name stay as they are.
- What timelines share (sources, kinds, actors) is made equal in what the file says of it, and keeps what it leaves out.

A thing is known again by its permanent id; where the file gives none, by its slug (timeline, kind, actor, event within
its timeline), or by its address, else its slug and publisher (source). What has become part of another thing since is
not brought back: what the file says of it counts for what it has become.

A dump holds all that is known of a timeline but the history of who changed what, and but what no event of the
timeline leads to: another timeline's events, an article not quoted yet, an actor who takes no part.
"""

from .dumping import as_file, dump
from .file import InterchangeError
from .loading import Report, load

__all__ = ["InterchangeError", "Report", "as_file", "dump", "load"]
