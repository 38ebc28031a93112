"""The one way out: an adapter that refuses private addresses, keeps a pace per host and ends an exchange on time.

`requests-hardened` resolves the name, refuses what is not a public address and connects to the very address it looked
at, so a name that answers differently the second time gains nothing. On top of it: two more closed networks, hosts that
the user opened by name (a staging site, a test server), a pace per host (`requests-ratelimiter`) and a time cap over
the whole exchange. A read timeout alone counts from byte to byte: a server that sends one byte every nine seconds
would hold a run for days.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from requests_ratelimiter import LimiterMixin
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# The guard logs each refusal as a warning; we raise instead, and stderr belongs to the command line.
logging.getLogger("requests_hardened").addHandler(logging.NullHandler())

_ALSO_CLOSED = (
    ipaddress.ip_network("::/96"),  # IPv4 inside IPv6, deprecated by RFC 4291: ::127.0.0.1
    ipaddress.ip_network("fec0::/10"),  # site-local, deprecated by RFC 3879, still routed inside some networks
)


class Deadline:
    """Shuts the connections of one exchange when its time is up; use as a context manager.

    `seconds` count from the moment a connection is made, so that waiting for one's turn at a slow host costs nothing.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._timers: list[threading.Timer] = []
        self._sockets: list[socket.socket] = []

    def watch(self, connection: socket.socket) -> None:
        """Begin to count for a new connection."""
        # A duplicate, because TLS takes the descriptor away from the socket that it wraps.
        self._sockets.append(connection.dup())
        timer = threading.Timer(self.seconds, self._end)
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _end(self) -> None:
        self.passed = True
        for held in self._sockets:
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed by the other side in the meantime

    def __enter__(self) -> Deadline:
        self._token = _running.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _running.reset(self._token)
        for timer in self._timers:
            timer.cancel()
        for held in self._sockets:
            held.close()


_running: ContextVar[Deadline | None] = ContextVar("running", default=None)


def _watched(connection: socket.socket) -> socket.socket:
    deadline = _running.get()
    if deadline is not None:
        deadline.watch(connection)
    return connection


class _PlainConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(super()._new_conn())


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class Guard(LimiterMixin, IPFilterAdapter):  # type: ignore[misc]  # the mixin takes any arguments of send()
    """A requests adapter for one scheme: public addresses only, `per_second` requests to one host.

    `opened` holds the (host, port) pairs that the user allows wherever they lie. Raises
    `requests_hardened.ip_filter.InvalidIPAddress` for a refused address.
    """

    def __init__(self, secure: bool, per_second: float, opened: frozenset[tuple[str, int]]) -> None:
        self._opened = opened
        # 429 is answered by trying again later, with the wait that the server names.
        super().__init__(per_second=per_second, burst=2, limit_statuses=(), is_https_proto=secure)

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        """Use the connections that the deadline can end."""
        super().init_poolmanager(*sizes, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: bool | str,
        cert: str | tuple[str, str] | None = None,
    ) -> tuple[Any, Any]:
        """Resolve, refuse or pin; called by requests for every connection, so for every redirect too."""
        host, options = HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        if (str(host["host"]), _port(host)) in self._opened:
            return host, options
        host, options = super().build_connection_pool_key_attributes(request, verify, cert)
        pinned = ipaddress.ip_address(str(host["host"]).strip("[]"))
        if any(pinned in network for network in _ALSO_CLOSED):
            raise InvalidIPAddress(pinned)
        return host, options


def _port(host: Mapping[str, Any]) -> int:
    return int(host["port"] or (443 if host["scheme"] == "https" else 80))
