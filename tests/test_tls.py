"""The lines of docs/deploy.md for TLS, with a certificate of our own: the site behind is told that it is https."""

import re
import socket
import ssl
from pathlib import Path

from front import fronted, shipped
from postgres import free_port
from test_deploy import ROOT, program, run

NAME = "marches.example.org"
PLAIN = "listen 8080;\n    server_name _;"


def with_tls(folder: Path, port: int) -> str:
    """The shipped file with the lines of the page, here."""
    (lines,) = re.findall(r"```nginx\n(listen 443.*?)```", (ROOT / "docs/deploy.md").read_text("utf-8"), re.DOTALL)
    assert PLAIN in shipped()
    text = shipped().replace(PLAIN, lines)
    for there, here in {
        "listen 443": f"listen 127.0.0.1:{port}", f"/etc/ssl/{NAME}.pem": folder / "pem",
        f"/etc/ssl/private/{NAME}.key": folder / "key",
    }.items():  # fmt: skip
        text = text.replace(there, str(here))
    return text


def asked(port: int, certificate: Path) -> str:
    """A page, as it comes over TLS."""
    trusting = ssl.create_default_context(cafile=str(certificate))
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        trusting.wrap_socket(plain, server_hostname=NAME) as tls,
    ):
        tls.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: tls.recv(4096), b"")).decode()


def test_a_page_over_tls(tmp_path: Path) -> None:
    port, certificate = free_port(), tmp_path / "pem"
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}")
    names = ("-addext", f"subjectAltName=DNS:{NAME}", "-keyout", tmp_path / "key", "-out", certificate)
    assert run(program("openssl"), *words, *names).returncode == 0
    with fronted(with_tls(tmp_path, port), port, tmp_path):
        head, _, body = asked(port, certificate).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200")
    assert "Strict-Transport-Security: max-age=31536000" in head
    assert "https" in body
