"""The gold corpus: articles annotated by hand, and how well `timeline.extraction` reads them (`make gold`).

`articles/NAME.txt` is an article, `articles/NAME.yaml` what a careful reader finds in it, whatever extraction can do:

    title, genre, published, language
    origin       invented (people, places and bodies are made up), history (real, in our own words) or seed
    text         where the text is, if not beside the file; from the root of the project
    dates        every expression of calendar days: [words, EDTF], in the order of the text
    actors       key: [sort, fullest name, other spellings …], all of them in the text
    doubtful     actors in the same form that may be found or left out
    voices       [speaker's key, words said], in the order of the text; the key is empty for nobody in particular
    events       title, kind, date, basis, quotes (the first tells it best), who (actor's key: role, or agent|target)
    not_events   [why, words]: what looks like an event and is none: forecast, conditional, negated, generic, state

Dates and voices are found one after the other, each after the last; a third member, words around it, says where when
that is not enough. Written as mappings they may say more: `or`, readings (or speakers) that are right as well; `ends`,
the dates at the ends of a range, which may be given instead of it; `doubtful`, that the thing may be found or left out.
Events have `or` and `doubtful` too.

How dates are read, where words leave a choice:

- "early", "mid" and "late" are thirds: of a month 1–10, 11–20, 21 to the end; of a year four months each; of a decade
  its years 0–3, 4–6, 7–9. "The beginning", "the last days", "the end" of a month are the same thirds.
- "By", "until", "before" and "since" leave an end open: "by October" is ../2019-10, "since 2011" is 2011/...
- What is counted from another day is as exact as its unit: "three days later" a day, "four years later" a year.
  Weeks are Monday to Sunday, seasons whole months (`timeline.dates`).
- A time of day belongs to the day on which the text has put it. "Now", "recently", plain durations and what returns
  ("on Fridays") are no calendar days.

What is an event: something that happened, told as such. Statements to the press, to a court or in public are events,
one for each speaker and occasion. A date that the words do not give is *ordered* or *inferred* from the rest, and not
after the day of publication. States of affairs, plans, threats and what did not happen are none. "Development" is the
kind of whatever has none of its own.
"""
