"""A mail server of our own on this computer, with certificates, faults on demand and a memory of all that it was told.

Data in words: a `Step` is a moment in the life of a message (MAIL, RCPT, DATA: the command has come; TEXT: so has the whole message;
SAID: the answer to it has gone out). `faults` is asked at each step, on the server's thread, and may answer with a `Fault`. A `Kept`
is a message that the server has taken, with the envelope it came in.
"""

import asyncio
import atexit
import collections
import contextlib
import csv
import datetime as dt
import email
import email.policy
import functools
import ipaddress
import logging
import random
import shutil
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from handouts.library.clinic import Clinic, MailSettings
from handouts.mail.ledger import WHO, Ledger, draft_path, key_of
from handouts.mail.message import Letter, message_of
from tests.making import library
from tests.writing import write_clinic

HOST, USER, PASSWORD = "localhost", "clinic", "correct horse"
SENDER = "hello@testclinic.example"
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # what the server thinks of the faults it is made to have
CERTIFICATES = ("good", "self-signed", "expired", "wrong host")


# --- certificates


@dataclass(frozen=True)
class Certificates:
    """An authority of our own, and by name the files of the servers' certificates with their keys."""

    authority: Path
    files: dict[str, Path]

    def client(self) -> ssl.SSLContext:
        """Return what a client trusts that knows our authority."""
        return ssl.create_default_context(cafile=str(self.authority))

    def server(self, name: str) -> ssl.SSLContext:
        """Return what a server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.files[name])
        return context


@functools.cache
def certificates() -> Certificates:
    """Return the certificates of this session; pdfminer, which reads our PDFs back, brings the package that makes them."""
    folder = Path(tempfile.mkdtemp(prefix="certificates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Test authority", authority_key, None, (now - 30 * day, now + 30 * day))
    (folder / "authority.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    files = {}
    for name in CERTIFICATES:
        key = ec.generate_private_key(ec.SECP256R1())
        until = now - day if name == "expired" else now + 30 * day
        issuer = (authority, authority_key) if name != "self-signed" else None
        host = "mail.elsewhere.example" if name == "wrong host" else HOST
        made = _certificate(host, key, issuer, (now - 30 * day, until))
        plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        files[name] = folder / f"{name}.pem"
        files[name].write_bytes(plain + made.public_bytes(serialization.Encoding.PEM))
    return Certificates(folder / "authority.pem", files)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    valid: tuple[dt.datetime, dt.datetime],
) -> x509.Certificate:
    """Return a certificate of a host, or of an authority: the one without an issuer, which signs itself."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer[1] if issuer else key
    others: list[x509.GeneralName] = [x509.DNSName(name.replace(" ", "-"))]
    if name == HOST:
        others.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=issuer is None,
        crl_sign=issuer is None,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer[0].subject if issuer else own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    return builder.sign(signer, hashes.SHA256())


# --- faults


@dataclass(frozen=True)
class Fault:
    """What the server does in place of its work: say something else, keep the message all the same, hang up, or only wait."""

    reply: str = ""
    keep: bool = False
    hang_up: bool = False
    wait_s: float = 0


@dataclass(frozen=True)
class Step:
    """A moment: its phase, how often that phase was reached (from 1), and to whom the message goes (not known at MAIL)."""

    phase: str
    number: int
    address: str


BUSY = Fault("451 4.3.0 try again later")
CLOSING = Fault("421 4.3.2 shutting down", hang_up=True)
NO_SUCH_USER = Fault("550 5.1.1 no such user here")
LOST = Fault(hang_up=True)
LOST_AFTER = Fault(keep=True, hang_up=True)
"""The server takes the message, and the connection is lost before it can say so (RFC 1047)."""
Faults = Callable[[Step], Fault | None]
PHASES = ("MAIL", "RCPT", "DATA", "TEXT")


def transient(share: float, seed: int) -> Faults:
    """Return faults that strike so large a share of all tries, before the message is taken, so that sending it again is right."""
    chance = random.Random(seed)
    struck: list[tuple[str, Fault]] = []

    def faults(step: Step) -> Fault | None:
        if step.phase == "MAIL":
            phase = chance.choice(PHASES) if chance.random() < share else ""
            struck[:] = [(phase, chance.choice((BUSY, CLOSING, LOST) if phase != "TEXT" else (BUSY, CLOSING)))]
        return struck[0][1] if struck[0][0] == step.phase else None

    return faults


# --- the server


@dataclass(frozen=True)
class Kept:
    """A message that the server has taken."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """Return it as a mail program reads it."""
        read = email.message_from_bytes(self.data, policy=email.policy.SMTP)
        assert isinstance(read, EmailMessage)
        return read

    @property
    def pdf(self) -> bytes:
        """Return its one attachment."""
        (attached,) = self.message.iter_attachments()
        found = attached.get_content()
        assert isinstance(found, bytes)
        return found


@dataclass
class Told:
    """All that the server was told: senders, recipients and logins that were tried, and the messages it has taken."""

    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    tries: collections.Counter[str] = field(default_factory=collections.Counter)
    """How often each recipient was named."""

    def counts(self) -> collections.Counter[str]:
        """Return how often a message was taken for each recipient."""
        return collections.Counter(address for one in self.kept for address in one.recipients)


class MailServer:
    """A server on 127.0.0.1 on a thread of its own, for as long as the block lasts."""

    def __init__(
        self,
        faults: Faults | None = None,
        *,
        security: str = "starttls",
        certificate: str = "good",
        login: bool = True,
        port: int = 0,
    ) -> None:
        """Set it up: `security` is starttls, tls, or none; `login` says whether it asks for user and password."""
        self.told = Told()
        self.port, self.password, self.faults = port, PASSWORD, faults
        self._security, self._login = security, login
        self._context = certificates().server(certificate) if security != "none" else None
        self._numbers: collections.Counter[str] = collections.Counter()
        self._loop = asyncio.new_event_loop()
        self._sessions: list[_Session] = []
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def settings(self, **more: object) -> MailSettings:
        """Return the settings of a clinic that sends through this server."""
        how = "tls" if self._security == "tls" else "starttls"
        given = {
            "host": HOST,
            "port": self.port,
            "security": how,
            "user": USER if self._login else None,
            "sender": SENDER,
            "per_second": 50,
        }
        return MailSettings(**(given | more))  # type: ignore[arg-type]

    def __enter__(self) -> Self:
        """Start it, and wait until it listens."""
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def stop(self) -> None:
        """Cut all connections, and wait until nothing of it is left."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        self._loop.set_exception_handler(lambda *_: None)  # connections are cut on purpose here; what counts is what the client does
        implicit = self._context if self._security == "tls" else None
        self._server = self._loop.run_until_complete(self._loop.create_server(self._session, "127.0.0.1", self.port, ssl=implicit))
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._server.close()
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                self._loop.run_until_complete(task)
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.run_until_complete(self._server.wait_closed())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _session(self) -> "_Session":
        session = _Session(
            self,
            hostname=HOST,
            loop=self._loop,
            tls_context=self._context if self._security == "starttls" else None,
            require_starttls=self._security == "starttls",
            authenticator=self._authenticate,
            auth_require_tls=self._security == "starttls",
        )
        self._sessions.append(session)
        return session

    def _authenticate(self, _server: object, _session: object, _envelope: object, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.told.logins.append(f"{mechanism} {data.login.decode()}")
        return AuthResult(success=(data.login, data.password) == (USER.encode(), self.password.encode()), handled=False)

    def fault(self, phase: str, address: str = "") -> Fault | None:
        """Count a step, and return what is to go wrong at it."""
        self._numbers[phase] += 1
        return self.faults(Step(phase, self._numbers[phase], address)) if self.faults is not None else None

    async def handle_DATA(self, server: "_Session", _session: object, envelope: object) -> str:  # noqa: N802  the name that aiosmtpd calls
        """Take a message, or do with it what the fault says."""
        sender, recipients, data = (getattr(envelope, name) for name in ("mail_from", "rcpt_tos", "original_content"))
        fault = self.fault("TEXT", recipients[0])
        if fault is None or fault.keep:
            self.told.kept.append(Kept(sender, tuple(recipients), data))
        if fault is None:
            return "250 2.0.0 kept"
        await asyncio.sleep(fault.wait_s)
        if fault.hang_up and not fault.reply:
            server.hang_up()
        return fault.reply or "250 2.0.0 kept"


class _Session(SMTP):
    """One connection; the faults strike before aiosmtpd's own answer to a command."""

    def hang_up(self) -> None:
        """Cut the connection, and stop serving it."""
        if self.transport is not None:
            self.transport.abort()
        raise asyncio.CancelledError

    async def _struck(self, phase: str, address: str = "") -> bool:
        handler = self.event_handler
        assert isinstance(handler, MailServer)
        fault = handler.fault(phase, address)
        if fault is None:
            return False
        await asyncio.sleep(fault.wait_s)
        if fault.reply:
            await self.push(fault.reply)
        if fault.hang_up:
            self.hang_up()
        return bool(fault.reply)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802  the names that aiosmtpd calls
        self.event_handler.told.senders.append(arg or "")
        if not await self._struck("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        address = (arg or "").partition("<")[2].partition(">")[0]
        self.event_handler.told.recipients.append(arg or "")
        self.event_handler.told.tries[address] += 1
        if not await self._struck("RCPT", address):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        assert self.envelope is not None
        address = self.envelope.rcpt_tos[0] if self.envelope.rcpt_tos else ""
        if not await self._struck("DATA", address):
            await super().smtp_DATA(arg)
            await self._struck("SAID", address)

    async def smtp_AUTH(self, arg: str | None) -> None:  # noqa: N802
        self.event_handler.told.logins.append("AUTH")
        await super().smtp_AUTH(arg)


# --- outboxes and clinics


CLINIC = Clinic(name="Test Clinic", email=SENDER, phone="0131 496 0142")


def fill(ledger: Ledger, folder: Path, addresses: Sequence[str]) -> list[str]:
    """Put a small message for each address into an outbox, ready to go; return their keys."""
    phrases, keys = library().phrases("en-GB"), []
    for number, address in enumerate(addresses):
        key = key_of(address, str(number))
        message = message_of(Letter(address, key, b"%PDF-1.7 of " + address.encode()), CLINIC, phrases, dt.datetime.now(dt.UTC))
        ledger.add(key, key[:6], f"patients.csv:{number + 2}")
        draft_path(folder, key).write_bytes(message.as_bytes())
        keys.append(key)
    return keys


def people(count: int) -> list[str]:
    """Return so many addresses."""
    return [f"person-{number:04}@example.org" for number in range(count)]


def clinic_folder(folder: Path, server: MailServer, text: str = "") -> Path:
    """Write a clinic that sends through a server; `text` are further lines, those of mail: indented. Return its folder."""
    mail = server.settings()
    user = f"  user: {mail.user}\n" if mail.user else ""
    lines = f"email: {SENDER}\nphone: '0131 496 0142'\nmail:\n  host: {HOST}\n  port: {mail.port}\n  security: {mail.security}\n"
    return write_clinic(folder, f"{lines}{user}  per_second: 50\n{text}")


class Clock:
    """Time that passes only when somebody sleeps; it remembers how long."""

    def __init__(self) -> None:
        """Start at no time in particular."""
        self.now_s, self.slept_s = 1000.0, list[float]()

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.slept_s.append(seconds)
        self.now_s += seconds

    def monotonic(self) -> float:
        """Return what the clock says."""
        return self.now_s


@contextlib.contextmanager
def trusted(monkeypatch) -> Iterator[None]:
    """Let the program know our authority and its password, as a user would: by its environment."""
    with monkeypatch.context() as changed:
        for name, value in environment().items():
            changed.setenv(name, value)
        yield


def environment() -> dict[str, str]:
    """Return the variables by which the program knows our authority and its password."""
    return {"SSL_CERT_FILE": str(certificates().authority), "HANDOUTS_SMTP_PASSWORD": PASSWORD}


def patient(number: int, **more: str) -> dict[str, str]:
    """Return a row of a table of patients who agreed to e-mail; namesakes all, each with a reference of their own."""
    return {
        "name": "Zoë Şen",
        "reference": f"R-{number:04}",
        "section": "hip",
        "exercises": "couch-stretch",
        "side": "left",
        "given_on": "2026-11-22",
        "layout": "phone",
        "email": people(number + 1)[number],
        "email_ok": "2026-11-20",
        **more,
    }


def table(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Write a table of patients; return its path."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_who(folder: Path) -> list[dict[str, str]]:
    """Return the table of who gets what."""
    with (folder / WHO).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_drafts(folder: Path) -> dict[str, Kept]:
    """Return the drafts of an outbox by the address they are for."""
    found = {}
    for path in sorted(folder.glob("*.eml")):
        kept = Kept("", (), path.read_bytes())
        found[str(kept.message["To"])] = kept
    return found
