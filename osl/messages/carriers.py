"""Who carries letters away: an SMTP server, or a folder where a site is being tried out."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from flask import current_app

from osl.core.settings import Settings
from osl.messages.envelope import Letter, NotDelivered, as_message

ANSWER_SECONDS = 20
FIRST_PERMANENT = 500


def postman() -> "MailFolder | SmtpServer":
    settings: Settings = current_app.config["SETTINGS"]
    return SmtpServer(settings) if settings.smtp_host else MailFolder(settings)


class MailFolder:
    """Where letters land as files when no SMTP server is set: a site being tried out."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.mail_folder
        self.sender = settings.mail_from

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, letter: Letter) -> None:
        message = as_message(letter, self.sender, is_for_reading=True)
        name = f"{letter.written_at:%Y%m%d-%H%M%S}-{letter.attempt.letter_id:06}.eml"
        try:
            self._write(self.folder / name, message)
        except OSError as error:
            raise NotDelivered("folder", is_general=True) from error

    @staticmethod
    def _write(path: Path, message: EmailMessage) -> None:
        draft = path.with_suffix(".part")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.as_bytes())
        draft.replace(path)


class SmtpServer:
    """An SMTP server, its certificate checked. One connection serves for several letters."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            try:
                self.connection.quit()
            except (smtplib.SMTPException, OSError):
                self.connection.close()

    def send(self, letter: Letter) -> None:
        message = as_message(letter, self.settings.mail_from, is_for_reading=False)
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next((code for code, _text in error.recipients.values()), 0)
            raise NotDelivered(f"refused {code}", is_final=code >= FIRST_PERMANENT) from error
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
            raise NotDelivered(f"refused {code}", is_final=code >= FIRST_PERMANENT) from error
        except (
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPNotSupportedError,
            smtplib.SMTPSenderRefused,
            ssl.SSLError,
        ) as error:
            raise NotDelivered("settings", is_general=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered("unreachable", is_general=True) from error

    def _hand_over(self, message: EmailMessage) -> None:
        connection = self._connected()
        try:
            connection.send_message(message)
        except smtplib.SMTPNotSupportedError as error:
            # An address in letters this server has no room for concerns nobody else's.
            raise NotDelivered("address", is_final=True) from error

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None:
            if self._still_there(self.connection):
                return self.connection
            self.connection.close()
            self.connection = None
        self.connection = self._connect()
        return self.connection

    @staticmethod
    def _still_there(connection: smtplib.SMTP) -> bool:
        try:
            return connection.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        host, port = settings.smtp_host, settings.smtp_port
        connection: smtplib.SMTP
        if settings.smtp_security == "tls":
            connection = smtplib.SMTP_SSL(
                host, port, timeout=ANSWER_SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(host, port, timeout=ANSWER_SECONDS)
        try:
            if settings.smtp_security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                connection.login(settings.smtp_user, settings.smtp_password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection
