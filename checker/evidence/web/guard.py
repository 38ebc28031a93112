"""The one way out: an adapter that refuses private addresses, keeps a pace per host and ends an exchange on time.

`requests-hardened` resolves the name, refuses what is not a public address and connects to the very address it looked
at, so a name that answers differently the second time gains nothing. On top of it: two more closed networks, hosts that
the user opened by name (a staging site, a test server; resolved once and pinned like any other), a pace per host
(`requests-ratelimiter`) and a time cap over the whole exchange. A read timeout alone counts from byte to byte: a server
that sends one byte every nine seconds would hold a run for days.
"""

from __future__ import annotations

import heapq
import ipaddress
import logging
import socket
import threading
import time
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from requests_ratelimiter import LimiterMixin
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import allowed_gai_family

# The guard logs each refusal as a warning; we raise instead, and stderr belongs to the command line.
logging.getLogger("requests_hardened").addHandler(logging.NullHandler())

_ALSO_CLOSED = (
    ipaddress.ip_network("::/96"),  # IPv4 inside IPv6, deprecated by RFC 4291: ::127.0.0.1
    ipaddress.ip_network("fec0::/10"),  # site-local, deprecated by RFC 3879, still routed inside some networks
)
# A staging site lies in the house's own network or on this machine; nobody publishes at these, and a name that leads
# there of a sudden is after the credentials that a cloud hands out at 169.254.169.254.
_NEVER_OPENED = (
    ipaddress.ip_network("169.254.0.0/16"),
    ipaddress.ip_network("fe80::/10"),
    ipaddress.ip_network("fd00:ec2::/32"),
    ipaddress.ip_network("224.0.0.0/3"),
    ipaddress.ip_network("ff00::/8"),
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Watch:
    """Ends exchanges when their time is up: one thread for all of them, begun with the first one.

    A timer each would be a thread each, and to start one takes longer than to read a page while others are busy.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Deadline]] = []
        self._count = 0

    def at(self, when: float, deadline: Deadline) -> None:
        """End a deadline at a time of the monotonic clock, unless it is over by then."""
        with self._changed:
            self._count += 1
            heapq.heappush(self._due, (when, self._count, deadline))
            if self._count == 1:
                threading.Thread(target=self._run, name="watch", daemon=True).start()
            elif self._due[0][1] == self._count:
                self._changed.notify()

    def end_all(self) -> None:
        """End all deadlines now: who pressed Ctrl-C waits for no server."""
        with self._changed:
            due = [deadline for _, _, deadline in self._due]
        for deadline in due:
            deadline.end()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                deadline = heapq.heappop(self._due)[2]
            deadline.end()


class Deadline:
    """Shuts the connections of one exchange when its time is up; use as a context manager.

    `seconds` count from the moment a connection is made, so that waiting for one's turn at a slow host costs nothing.
    """

    def __init__(self, seconds: float, watch: Watch) -> None:
        self.seconds = seconds
        self.passed = False
        self._watch = watch
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def watch(self, connection: socket.socket) -> None:
        """Begin to count for a new connection."""
        # A duplicate, because TLS takes the descriptor away from the socket that it wraps.
        with self._lock:
            self._sockets.append(connection.dup())
        self._watch.at(time.monotonic() + self.seconds, self)

    def end(self) -> None:
        """Shut what is still open."""
        with self._lock:
            self.passed = self.passed or bool(self._sockets)
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
        with self._lock:
            held, self._sockets = self._sockets, []
        for one in held:
            one.close()


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


class _OncePool(HTTPConnectionPool):
    """Closes every connection after one exchange, whatever the server says of keeping it.

    A kept connection would belong to no deadline, and a server that was asked to close and does not say that it will
    closes just when the next request is written ("Remote end closed connection without response").
    """

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.close()


class _PlainPool(_OncePool):
    ConnectionCls = _PlainConnection


class _SecurePool(_OncePool, HTTPSConnectionPool):
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
            return self._pinned(request, host, options)
        host, options = super().build_connection_pool_key_attributes(request, verify, cert)
        pinned = ipaddress.ip_address(str(host["host"]).strip("[]"))
        if any(pinned in network for network in _ALSO_CLOSED):
            raise InvalidIPAddress(pinned)
        return host, options

    def _pinned(self, request: requests.PreparedRequest, host: Any, options: Any) -> tuple[Any, Any]:
        """What `requests-hardened` does for a public host, for one that the user opened: its first address only."""
        name = str(host["host"])
        shown = f"[{name}]" if ":" in name else name
        request.headers = CaseInsensitiveDict(request.headers or {})
        request.headers["Host"] = f"{shown}:{host['port']}" if host["port"] is not None else shown
        if self._is_https_proto:
            options["assert_hostname"] = options["server_hostname"] = name
        address = _resolved(name, _port(host))
        if any(address in network for network in _NEVER_OPENED):
            raise InvalidIPAddress(address)
        host["host"] = f"[{address}]" if address.version == 6 else str(address)
        return host, options


def _resolved(name: str, port: int) -> Address:
    """The address that the system gives first for a name; an IPv4 address inside IPv6 as what it is."""
    try:
        found = socket.getaddrinfo(name, port, family=allowed_gai_family(), type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise requests.ConnectionError("Failed to resolve domain") from error
    address = ipaddress.ip_address(found[0][4][0])
    return getattr(address, "ipv4_mapped", None) or address


def _port(host: Mapping[str, Any]) -> int:
    return int(host["port"] or (443 if host["scheme"] == "https" else 80))


_NO_HOST = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}


def unknown_host(error: BaseException) -> bool:
    """Whether the name service said that a host does not exist, and not merely that it cannot say so now."""
    cause = error.__cause__
    return isinstance(cause, socket.gaierror) and cause.errno in _NO_HOST
