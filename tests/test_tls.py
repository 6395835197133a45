"""The lines of docs/deploy.md for TLS, with a certificate of our own: the site behind is told that it is https."""

import re
import socket
import ssl
import subprocess
import sys
from pathlib import Path

from postgres import eventually, free_port
from test_deploy import DEPLOY, ROOT, program, run

NAME = "marches.example.org"
APP = """
def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.url_scheme"].encode()]
"""


def with_tls(folder: Path, port: int) -> Path:
    """The shipped file with the lines of the page, here."""
    (lines,) = re.findall(r"```nginx\n(listen 443.*?)```", (ROOT / "docs/deploy.md").read_text("utf-8"), re.DOTALL)
    text, plain = (DEPLOY / "nginx.conf").read_text(encoding="utf-8"), "listen 8080;\n    server_name _;"
    assert plain in text
    text = text.replace(plain, lines)
    for there, here in {
        "listen 443": f"listen 127.0.0.1:{port}", f"/etc/ssl/{NAME}.pem": folder / "pem",
        f"/etc/ssl/private/{NAME}.key": folder / "key", "/var/cache/nginx": folder, "/var/log/nginx": folder,
        "/run/geomarches": folder,
    }.items():  # fmt: skip
        text = text.replace(there, str(here))
    (folder / "site.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(f"user root; daemon off; pid {folder}/pid; events {{}} http {{ include {folder}/site.conf; }}")
    return main


def asked(port: int, certificate: Path) -> str:
    """A page, as it comes over TLS."""
    trusting = ssl.create_default_context(cafile=str(certificate))
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        trusting.wrap_socket(plain, server_hostname=NAME) as tls,
    ):
        tls.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: tls.recv(4096), b"")).decode()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_page_over_tls(tmp_path: Path) -> None:
    port, certificate = free_port(), tmp_path / "pem"
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}")
    names = ("-addext", f"subjectAltName=DNS:{NAME}", "-keyout", tmp_path / "key", "-out", certificate)
    assert run(program("openssl"), *words, *names).returncode == 0
    (tmp_path / "told.py").write_text(APP)
    behind = (sys.executable, "-m", "gunicorn", "--bind", f"unix:{tmp_path}/web.sock", "--chdir", tmp_path, "told:app")
    before = (program("nginx"), "-e", tmp_path / "error.log", "-c", with_tls(tmp_path, port))
    with subprocess.Popen([*map(str, behind)]) as site, subprocess.Popen([*map(str, before)]) as nginx:
        try:
            eventually(lambda: listens(port) and (tmp_path / "web.sock").exists())
            head, _, body = asked(port, certificate).partition("\r\n\r\n")
        finally:
            site.terminate()
            nginx.terminate()
    assert head.startswith("HTTP/1.1 200")
    assert "Strict-Transport-Security: max-age=31536000" in head
    assert "https" in body
