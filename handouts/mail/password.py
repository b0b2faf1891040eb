"""The password of the mail server: from the environment, else from the system's keyring, never from a file."""

import os

from handouts.errors import HandoutError
from handouts.library.clinic import MailSettings
from handouts.reading.extras import how_to_install

VARIABLE = "HANDOUTS_SMTP_PASSWORD"
SERVICE = "handouts"


def password_for(mail: MailSettings) -> str | None:
    """Return the password of the mail server's user; None when it needs none. Raises HandoutError when it is nowhere."""
    if mail.user is None:
        return None
    known = os.environ.get(VARIABLE) or _from_keyring(mail)
    if known is None:
        where = f"set {VARIABLE}, or store it once: keyring set {SERVICE} {mail.user} ({how_to_install('email')})"
        raise HandoutError.of(f"the mail server's password is not known; {where}")
    return known


def _from_keyring(mail: MailSettings) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(SERVICE, mail.user or "")
    except KeyringError:
        return None
    return found
