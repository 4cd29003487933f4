"""The guard guards."""

import socket
import urllib.request

import pytest


def by_name():
    urllib.request.urlopen("https://example.org/", timeout=1)


def by_address():
    socket.create_connection(("192.0.2.1", 80), timeout=1)


def by_datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"?", ("192.0.2.1", 53))


@pytest.mark.parametrize("reach", [by_name, by_address, by_datagram])
def test_a_test_that_reaches_for_another_machine_fails(reach):
    with pytest.raises(pytest.fail.Exception, match="tests use this machine alone"):
        reach()


def test_a_test_may_talk_to_its_own_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
