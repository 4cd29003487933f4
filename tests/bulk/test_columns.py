"""Events as columns, in which a reading process hands them over."""

import marshal

from timeline.interchange.bulk.columns import Columns
from timeline.interchange.bulk.told import ActorTold, DateTold, SourceTold, Told

ARMY, STATE = ActorTold("the Army", "armed-group"), ActorTold("the State", "state", "A state.")
AFP, OTHER = SourceTold("Rockets hit a base", "AFP"), SourceTold("It is over", "", "https://example.org/", "2020-01-03")
EVENTS = [
    Told(
        "1",
        "Rockets hit Ka'taib",
        "strike",
        DateTold("2019-12-27", "2019-12-27", "2019-12-27", False),
        "outside",
        "So it is coded.",
        actors=((ARMY, "agent", None), (STATE, "target", ARMY)),
        figures=(("deaths", None, 1, 2),),
        citations=((AFP, "witnesses"), (OTHER, "")),
    ),
    Told("2", "Nothing more is known", "strike", slug="nothing"),
    Told("3", "Rockets hit Ka'taib", "raid", actors=((STATE, "agent", None),), citations=((OTHER, ""), (AFP, ""))),
]


def test_columns_give_back_what_was_told_wherever_they_have_been():
    events = Columns.of([2, 3, 5], EVENTS)
    assert (events.actors, events.sources) == ([ARMY, STATE], [AFP, OTHER])
    arrived = Columns.unpacked(marshal.loads(marshal.dumps(events.with_words().packed())))
    assert list(arrived.told()) == EVENTS
    assert arrived.words == events.with_words().words
    assert arrived.words.slugs == ["rockets-hit-kataib", "nothing", "rockets-hit-kataib"]
    assert arrived.words.quotations == ["rockets hit a base ¶ it is over", "", "it is over ¶ rockets hit a base"]


def test_some_of_the_events_are_as_they_were_among_all():
    events = Columns.of([2, 3, 5], EVENTS)
    assert events.only([0, 2]) == Columns.of([2, 5], [EVENTS[0], EVENTS[2]])
