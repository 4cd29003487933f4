"""The desk of a curator, on Django's own admin.

Whatever changes what readers see goes through `timeline.curation`. What that refuses becomes an error on the form or
a message on the list, the curator's input is kept, and nothing is saved.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import actors, events, ingests, sources

__all__ = ["actors", "events", "ingests", "sources"]

admin.site.site_header = _("Sourceline desk")
admin.site.site_title = _("Sourceline desk")
admin.site.index_title = _("Your desk")
