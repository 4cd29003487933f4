"""What a curator does with the candidates of one article, at reading speed.

`queue` shows them in the order of the article. The acts (`accept`, `edit`, `merge`, `split`, `reject`, `reopen`,
`propose`, `confirm_actor`, `match_actor`) go through `curation`, are refused where the event is not any more in the
`version` that the curator saw, and are kept, so that `undo` takes them back, one by one, the last first.
"""

from .acts import accept, confirm_actor, edit, last_act, match_actor, merge, propose, reject, reopen, split, undo
from .changes import AS_IS, AsIs, Changes, NewActor, Part, Words
from .errors import InvalidError, ReviewError, StaleError, UndoError
from .queue import Item, Queue, State, queue, version, versions
from .waiting import Waiting, waiting

__all__ = [
    "AS_IS",
    "AsIs",
    "Changes",
    "InvalidError",
    "Item",
    "NewActor",
    "Part",
    "Queue",
    "ReviewError",
    "StaleError",
    "State",
    "UndoError",
    "Waiting",
    "Words",
    "accept",
    "confirm_actor",
    "edit",
    "last_act",
    "match_actor",
    "merge",
    "propose",
    "queue",
    "reject",
    "reopen",
    "split",
    "undo",
    "version",
    "versions",
    "waiting",
]
