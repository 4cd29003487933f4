"""What a visitor gets when a page cannot be had: a page of ours, or JSON (RFC 9457) for whoever asks for JSON."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sentence:
    title: str
    detail: str


SENTENCES = {
    HTTPStatus.BAD_REQUEST: Sentence(
        _("This request cannot be read"),
        _("Something in the address or the form is malformed. Nothing was changed."),
    ),
    HTTPStatus.FORBIDDEN: Sentence(
        _("This page is not for everyone"),
        _("You are not allowed to do this, or the form was open for too long. Nothing was changed."),
    ),
    HTTPStatus.NOT_FOUND: Sentence(
        _("There is nothing here"),
        _("The address is wrong, or what was here is no longer public."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Sentence(
        _("Something went wrong on our side"),
        _("It has been noted. Nothing of yours was lost; please try again in a minute."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Sentence(
        _("Somebody else is changing the timelines just now"),
        _("The database was busy with that for too long. Nothing of yours was saved; please try again in a minute."),
    ),
}


def answer(request: HttpRequest, status: HTTPStatus, sentence: Sentence | None = None) -> HttpResponse:
    """The page, or the JSON, that says `status` in words: those of `sentence`, where the usual ones do not fit."""
    sentence = sentence or SENTENCES[status]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        body = {"type": "about:blank", "status": status, "title": str(sentence.title), "detail": str(sentence.detail)}
        response = JsonResponse(body, status=status, content_type="application/problem+json")
    else:
        response = render(request, "error.html", {"status": status.value, "sentence": sentence}, status=status)
    patch_vary_headers(response, ["Accept"])
    return response


def bad_request(request, exception=None):
    return answer(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request, exception=None):
    return answer(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request, reason=""):
    return answer(request, HTTPStatus.FORBIDDEN)


def not_found(request, exception=None):
    return answer(request, HTTPStatus.NOT_FOUND)


def server_error(request):
    return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def busy(request):
    return answer(request, HTTPStatus.SERVICE_UNAVAILABLE)


def out_of_reach(request: HttpRequest, *, reading_goes_on: bool, is_unsaved: bool) -> HttpResponse:
    """What whoever needs a database gets while it is away; `is_unsaved` is whether nothing can have been written."""
    said = [
        _("The database for writing does not answer.") if reading_goes_on else _("The database does not answer."),
    ]
    if request.method not in ("GET", "HEAD"):
        said.append(
            _("Nothing was saved.")
            if is_unsaved
            else _("The connection was lost on the way: look whether your change is there before you make it again.")
        )
    said.append(
        _("Reading goes on: all public pages are there. Please try again in a minute.")
        if reading_goes_on
        else _("Nothing that was there is lost; please try again in a minute.")
    )
    title = _("Nothing can be changed at the moment") if reading_goes_on else _("The timelines cannot be reached")
    sentence = Sentence(title, " ".join(map(str, said)))
    response = answer(request, HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    response["Retry-After"] = "10"
    return response


def as_deployed(get_response):
    """Middleware for development, where Django would answer what is missing with a list of every address it knows."""

    def middleware(request):
        return get_response(request)

    middleware.process_exception = lambda request, exception: (
        not_found(request) if isinstance(exception, Http404) else None
    )
    return middleware
