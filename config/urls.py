"""Every address. Those with an id are permanent; the slug behind it is for people and may change."""

from django.conf import settings
from django.contrib import admin
from django.urls import path, re_path

from timeline import errorpages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("t/<slug:slug>/", views.timeline, name="timeline"),
    path("t/<slug:slug>/find/<slug:facet>/", views.finder, name="finder"),
    path("e/<slug:uid>/", views.event),
    path("e/<slug:uid>/<slug:slug>/", views.event, name="event"),
    path("actors/", views.actors, name="actors"),
    path("a/<slug:uid>/", views.actor),
    path("a/<slug:uid>/<slug:slug>/", views.actor, name="actor"),
    path("sources/", views.sources, name="sources"),
    path("s/<slug:uid>/", views.source),
    path("s/<slug:uid>/<slug:slug>/", views.source, name="source"),
    path("about/", views.about, name="about"),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    # Without a deployment's handlers, the last word on an address that nothing above answers to.
    urlpatterns.append(re_path("^.*/$", errorpages.not_found))

handler400 = errorpages.bad_request
handler403 = errorpages.permission_denied
handler404 = errorpages.not_found
handler500 = errorpages.server_error
