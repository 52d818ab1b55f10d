"""Keeps a library that Presidio imports from opening a socket.

Presidio imports tldextract, that requests, and that urllib3, which binds a socket to `::1` at import
to learn whether this machine speaks IPv6. Nothing leaves the machine, but a program that says it
opens no socket shall open none: the module is imported here first, with the question answered.
"""

from __future__ import annotations

import contextlib
import socket


def import_without_a_socket() -> None:
    """Import urllib3 without its probe; it then takes the interpreter's word for IPv6."""
    able = socket.has_ipv6
    socket.has_ipv6 = False
    try:
        with contextlib.suppress(ImportError):
            from urllib3.util import connection

            connection.HAS_IPV6 = able
    finally:
        socket.has_ipv6 = able


import_without_a_socket()
