"""What a request says of whoever asked the proxy in front."""

from ipaddress import ip_address

from django.http import HttpRequest

__all__ = ["client_address"]


def client_address(request: HttpRequest) -> str | None:
    """The last address of X-Forwarded-For, which the proxy itself has added; that of the connection without one.

    What stands before it was sent by whoever asks, and may be anything.
    """
    _before, _comma, last = request.headers.get("X-Forwarded-For", "").rpartition(",")
    try:
        return str(ip_address(last.strip()))
    except ValueError:
        return request.META.get("REMOTE_ADDR")
