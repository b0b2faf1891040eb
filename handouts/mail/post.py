"""One message to the clinic's mail server, over verified TLS, with what became of it in words the ledger keeps.

No address leaves before the server has proved who it is. The text of a message leaves only after the ledger says `sending`; a
connection that is lost after that is `unknown`, for nobody can tell whether the message arrived (RFC 1047).
"""

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from handouts.errors import HandoutError
from handouts.library.clinic import MailSettings

PAUSES_S = (1.0, 4.0, 10.0)
"""How long to wait before each further try of a message that was put off."""
_TIMEOUT_S, _ACCEPT_S = 60, 600
"""How long to wait for an answer, and for the one to a whole message, which is read by filters first (RFC 5321, 4.5.3.2.6: 10 minutes)."""
_DOT_FIRST = re.compile(rb"^\.", re.MULTILINE)
_ASK = {
    10: "ask your provider to renew its certificate",
    62: "ask your provider for the name that its mail server's certificate is made out to, and write that as host",
}
_ASK_ELSE = "ask your provider for a mail server with a certificate that computers know, and its right name"
"""What to do about a certificate, by OpenSSL's number of what is wrong with it: 10 expired, 62 another name."""
Outcome = Literal["sent", "failed", "unknown", "put off"]


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a message, and what the server said, without the address."""

    outcome: Outcome
    answer: str


class Post:
    """A connection to the mail server, made when it is first needed and again after it was lost."""

    def __init__(self, settings: MailSettings, password: str | None, context: ssl.SSLContext | None = None) -> None:
        self._settings, self._password = settings, password
        self._context = context or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect at once, so that a wrong host, certificate or password stops a run before its first message."""
        try:
            self._connected()
        except HandoutError as error:
            raise HandoutError.of(f"{error}. Nothing was sent") from None
        except (smtplib.SMTPException, OSError) as error:
            message = f"no mail server answers as it should at {self._where} ({type(error).__name__})"
            raise HandoutError.of(f"{message}; ask your provider for host, port and security (starttls or tls). Nothing was sent") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Say goodbye."""
        self._drop(polite=kind is None)

    def send(self, sender: str, address: str, data: bytes, on_sending: Callable[[], None]) -> Posted:
        """Hand one message to the server; `on_sending` is called just before its text leaves."""
        leaving = False
        try:
            server = self._connected()
            for good, step, *words in ((2, server.mail, sender), (2, server.rcpt, address), (3, server.docmd, "DATA")):
                code, answer = step(*words)
                if code // 100 != good:
                    return self._refused(code, _words(code, answer, address))
            on_sending()
            leaving = True
            code, answer = _text(server, data)
            said = _words(code, answer, address)
            if code // 100 == 2:
                return Posted("sent", said)
            if code // 100 in (4, 5):
                return self._refused(code, said)
            self._drop(polite=False)
            return Posted("unknown", said)
        except (smtplib.SMTPException, OSError) as error:
            self._drop(polite=False)
            return Posted("unknown" if leaving else "put off", f"connection lost ({type(error).__name__})")

    def _refused(self, code: int, said: str) -> Posted:
        """Return a refusal: 4xx is put off, 5xx is final; the connection is made ready for the next message."""
        if code == 421:
            self._drop(polite=False)
        if self._server is not None:
            try:
                self._server.rset()
            except (smtplib.SMTPException, OSError):
                self._drop(polite=False)
        return Posted("failed" if code // 100 == 5 else "put off", said)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    @property
    def _where(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _connect(self) -> smtplib.SMTP:
        """Return a new connection whose server has proved who it is. Raises HandoutError for what a person has to put right."""
        mail = self._settings
        with contextlib.ExitStack() as undo:
            try:
                server = self._greeted()
                undo.callback(server.close)
                if mail.security == "starttls":
                    server.starttls(context=self._context)
                server.ehlo_or_helo_if_needed()
                if mail.user is not None:
                    server.login(mail.user, self._password or "")
            except ssl.SSLCertVerificationError as error:
                message = f"{self._where} could not prove who it is ({error.verify_message}); {_ASK.get(error.verify_code, _ASK_ELSE)}"
                raise HandoutError.of(message) from None
            except smtplib.SMTPNotSupportedError as error:
                missing = "encryption (STARTTLS)" if "STARTTLS" in str(error) else "login"
                raise HandoutError.of(f"{self._where} offers no {missing}; ask your provider for a mail server that does") from None
            except smtplib.SMTPAuthenticationError as error:
                if error.smtp_code // 100 == 4:
                    raise
                raise HandoutError.of(f"{self._where} does not accept user or password of clinic.yaml's mail: settings") from None
            except UnicodeError:
                raise HandoutError.of(f"{self._where}: host, user and password have to be plain letters, digits and signs") from None
            undo.pop_all()
        return server

    def _greeted(self) -> smtplib.SMTP:
        """Return a connection on which nothing but a greeting has been said."""
        mail = self._settings
        if mail.security == "tls":
            return smtplib.SMTP_SSL(mail.host, mail.port, timeout=_TIMEOUT_S, context=self._context)
        return smtplib.SMTP(mail.host, mail.port, timeout=_TIMEOUT_S)

    def _drop(self, *, polite: bool) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        with contextlib.suppress(smtplib.SMTPException, OSError):
            if polite:
                server.quit()
        server.close()


def _text(server: smtplib.SMTP, data: bytes) -> tuple[int, bytes]:
    """Send the text of a message, its lines that start with a dot doubled, and return the server's answer."""
    body = _DOT_FIRST.sub(b"..", data)
    server.send((body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n")
    assert server.sock is not None
    server.sock.settimeout(_ACCEPT_S)
    code, answer = server.getreply()
    server.sock.settimeout(_TIMEOUT_S)
    return code, answer


def _words(code: int, answer: bytes, address: str) -> str:
    """Return the server's answer for the ledger and for lists: printable, and without the address or the name in it."""
    text = "".join(character if character.isprintable() else " " for character in answer.decode("utf-8", "replace"))
    name = re.compile(rf"(?<!\w){re.escape(address.rpartition('@')[0])}(?!\w)", re.IGNORECASE)
    kept = " ".join("…" if "@" in word else name.sub("…", word) for word in text.split())
    return f"{code} {kept}"[:200]


class Pace:
    """So many messages a second, and no more."""

    def __init__(self, per_second: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._step_s, self._next, self._sleep = 1 / per_second, 0.0, sleep

    def wait(self) -> None:
        """Wait until the next message may go."""
        now = time.monotonic()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._step_s
