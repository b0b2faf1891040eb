"""A sheet as an e-mail: plain text and the same as simple HTML, the PDF attached; nothing clinical and no name in what others see.

Headers are set through the standard library's policy, which refuses line breaks; one recipient, never a copy. The Message-ID comes
from the ledger's key, so that the same sheet sent twice is seen as the same message.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from handouts.errors import HandoutError
from handouts.library.clinic import Clinic, MailSettings, MailText
from handouts.library.language.language import fill
from handouts.library.language.phrases import Phrases

ATTACHMENT = "exercises.pdf"
_LINK = re.compile(r"(https://[^\s<>\"]*[\w/])")
_POLICY = SMTP.clone(cte_type="7bit")
"""Plain ASCII on the wire, which every server takes; letters beyond it are encoded (RFC 6152 forbids 8 bits unasked)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to make: to whom, the ledger's key, and the finished sheet; `locked` says that it opens with a passphrase."""

    address: str
    key: str
    pdf: bytes
    locked: bool = False


def text_of(phrases: Phrases, mail: MailSettings | None) -> MailText:
    """Return subject and body in the sheet's language: the clinic's own, else the built-in ones."""
    own = mail.texts.get(phrases.language) if mail is not None else None
    return own if own is not None else MailText(subject=phrases.mail.subject, body=phrases.mail.body)


def message_of(letter: Letter, clinic: Clinic, phrases: Phrases, now: datetime) -> EmailMessage:
    """Return the message. Raises HandoutError when the clinic has no address to send from."""
    sender = sender_of(clinic)
    words = text_of(phrases, clinic.mail)
    named = {"clinic": clinic.name, "phone": clinic.phone or sender, "web": (clinic.web or "").removeprefix("https://")}
    paragraphs = [fill(text, **named) for text in (*words.body, *((phrases.mail.locked,) if letter.locked else ()))]
    message = EmailMessage(policy=_POLICY)
    user, _, host = sender.rpartition("@")
    message["From"] = Address(clinic.name.replace("=?", "= ?"), user, host)  # `=?` would be read as the start of an encoded word
    message["To"] = letter.address
    message["Subject"] = fill(words.subject, **named)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.key}@{host}>"
    reply_to = (clinic.mail.reply_to if clinic.mail is not None else None) or clinic.email
    if reply_to and reply_to != sender:
        message["Reply-To"] = reply_to
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join(paragraphs) + "\n")
    message.add_alternative(_as_html(paragraphs, phrases.language), subtype="html")
    message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=ATTACHMENT)
    message["Content-Language"] = phrases.language  # last, for setting a content takes such headers away
    return message


def sender_of(clinic: Clinic) -> str:
    """Return the address the clinic sends from. Raises HandoutError when there is none."""
    sender = (clinic.mail.sender if clinic.mail is not None else None) or clinic.email
    if sender is None:
        raise HandoutError.of("clinic.yaml names no address to send from; write email: hello@your-clinic.example")
    return sender


def _as_html(paragraphs: Sequence[str], language: str) -> str:
    """Return the text as HTML: paragraphs and links, nothing else, and nothing loaded from elsewhere."""
    texts = ["".join(_as_link(part) if at % 2 else html.escape(part) for at, part in enumerate(_LINK.split(text))) for text in paragraphs]
    style = "font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1a1a1a; max-width: 36em"
    head = f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8"><title></title></head>'
    return f'{head}<body style="{style}">\n' + "\n".join(f"<p>{text}</p>" for text in texts) + "\n</body></html>\n"


def _as_link(address: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
