"""No test may depend on the world outside."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_only_this_machine_can_be_reached() -> None:
    refused = pytest.raises(SocketConnectBlockedError)
    with socket.socket() as connection, pytest.warns(UserWarning, match="tried to use"), refused:
        connection.connect(("192.0.2.1", 443))
