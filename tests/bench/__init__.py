"""How quick Sourceline is beside others: `make bench` over HTTP, `make bench-browser` in Chromium.

`ged` makes the events, `databases` the databases that hold them, `questions` what is asked of them; `servers` serves
and asks; `figures` reckons. Nothing of it is a test: it reports, and times are another machine's tomorrow.
"""
