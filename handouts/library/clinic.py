"""The clinic: its name, looks, contact, thresholds and defaults, from `clinic.yaml` in the clinic's folder.

A folder with a `clinic.yaml` may also hold `content/` and `layouts/` of the same shape as the built-in ones. Without a
folder the built-in example clinic is used, and its sheets say so.
"""

import re
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from handouts.errors import HandoutError, Problem, listening, quoted
from handouts.figure.people import Build, Cast, Hair, SkinTone
from handouts.library.color import Color, darken, parse_color
from handouts.library.content import Web
from handouts.library.content_folders import passed_over
from handouts.library.dose import DoseChange
from handouts.library.logo import Logo, read_seen
from handouts.library.pain.rule import USUAL_NUMBERS, Pain
from handouts.library.standards import ChangeableId, CheckChange
from handouts.reading.builtin import builtin_folder
from handouts.reading.folders import alike, look_in, shown_path, yaml_files
from handouts.reading.models import STRICT, Checked, Help, Name, Prose, Written, read_model
from handouts.reading.yamlfile import YamlFile
from handouts.storing.snapshots import prepared
from handouts.storing.values import dataclass

ContactLine = Annotated[str, MinLen(1), MaxLen(60)]
ColorText = Annotated[Color, Written(parse_color, r"^#[0-9A-Fa-f]{6}$", ("#12596B",))]
MAX_CLINIC_BYTES = 100_000
HARBOUR_TEAL = Color(0x12, 0x59, 0x6B)


def _phone(text: str) -> str:
    digits = sum(character.isdigit() for character in text)
    if not re.fullmatch(r"\+?[\d ()./-]{3,30}", text) or not 3 <= digits <= 15:
        raise ValueError("phone: write digits and spaces, in quotes, such as '0131 496 0142'")
    return text


_ATOM = r"[A-Za-z0-9#$&'*+/^_`{}~-]+"
"""Not = and ?, which a header reads as the start of an encoded word (RFC 2047); nor % ! |, at which servers refuse an address or send it on
to another (RFC 1123, 5.2.16; the default rules of Exim and Postfix)."""
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<user>{_ATOM}(?:\.{_ATOM})*)@(?P<host>(?:{_LABEL}\.)+(?:[A-Za-z]{{2,63}}|[Xx][Nn]--[A-Za-z0-9-]{{1,59}}))")
"""An address as servers take it: letters and marks single dots between, then the names of a host (RFC 5321, 4.1.2; RFC 5322, 3.2.3)."""


def _email(text: str) -> str:
    found = _ADDRESS.fullmatch(text)
    if found is None or len(found["user"]) > 64 or len(text) > 254 or text.startswith("/") or not _is_international(found["host"]):
        other = ", and its name after the @ in plain letters, as in xn--bcher-kva.example" if not text.rpartition("@")[2].isascii() else ""
        raise ValueError(f"email: write an address such as hello@clinic.example{other}")
    return text


def _is_international(host: str) -> bool:
    """Return whether those names of a host that stand for letters of other scripts (RFC 3492, RFC 5890) stand for any."""
    names = [name.removeprefix("xn--") for name in host.lower().split(".") if name.startswith("xn--")]
    try:
        shown = [name.encode("ascii").decode("punycode") for name in names]
        return not any(map(str.isascii, shown)) and [one.encode("punycode").decode("ascii") for one in shown] == names
    except UnicodeError:
        return False


Phone = Annotated[str, Written(_phone, r"^\+?[\d ()./-]{3,30}$", ("0131 496 0142",))]
Email = Annotated[str, Written(_email, r"^[^@\s]+@[^@\s]+\.[^@\s]+$", ("hello@clinic.example",))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colors:
    """The clinic's one colour, used for its name, rules, numbers and dots; never a panel."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    accent: ColorText = HARBOUR_TEAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Who is drawn, so that patients can see themselves; what is left out is a mix on a section's sheet, the usual on a patient's."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    skin: SkinTone | None = None
    hair: Hair | None = None
    build: Build | None = None

    def cast(self, *, is_mixed: bool) -> Cast:
        """Return who is drawn; `is_mixed` where what is open becomes a mix of people."""
        return Cast(self.skin, self.hair, self.build, is_mixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """The clinic's own emergency number and place, where its country's are not right."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    number: Annotated[str, MinLen(2), MaxLen(20)]
    place: Annotated[str, MinLen(2), MaxLen(60)]


def _password(text: str) -> str:  # noqa: ARG001
    raise ValueError("password is never kept in a file: set HANDOUTS_SMTP_PASSWORD, or keep it in the system's keyring")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """Subject and body of a message in one language; {clinic}, {phone} and {web} are filled in. Nothing clinical, no names."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    subject: Annotated[str, MinLen(1), MaxLen(80), Help("{clinic}")]
    body: Annotated[tuple[Prose, ...], MinLen(1), MaxLen(12), Help("a list of paragraphs; {clinic}, {phone} and {web} are filled in")]

    def __post_init__(self) -> None:
        """Refuse slots that would not be filled."""
        for key, text in (("subject", self.subject), ("body", " ".join(self.body))):
            unknown = [slot for slot in re.findall(r"\{([^{}]*)\}", text) if slot not in ("clinic", "phone", "web")]
            if unknown:
                raise ValueError(f"{key}: slot {{{unknown[0][:30]}}} is not known; choose from: {{clinic}}, {{phone}}, {{web}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The clinic's own mail server. Its password is asked of the environment or the system's keyring, never of this file."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    host: Annotated[str, MinLen(1), MaxLen(100), Help("smtp.your-provider.example")]
    port: Annotated[int, Ge(1), Le(65535)] = 587
    security: Annotated[Literal["starttls", "tls"], Help("starttls: usual on port 587; tls: on 465; never unencrypted")] = "starttls"
    user: Annotated[str | None, MinLen(1), MaxLen(100)] = None
    password: Annotated[str | None, Written(_password, r"^$", ()), Help("never here: HANDOUTS_SMTP_PASSWORD or the keyring")] = None
    sender: Annotated[Email | None, Help("the From address; without it, email above")] = None
    domain: Annotated[str | None, MinLen(3), MaxLen(100), Help("the clinic's own; the From address must be in it")] = None
    reply_to: Email | None = None
    per_second: Annotated[float, Gt(0), Le(50), Help("messages a second at most")] = 1
    texts: Annotated[dict[str, MailText], Help("your own subject and body, by language: en-GB")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """What a sheet shows of the clinic, and the clinic's defaults."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: Annotated[Name, MaxLen(60)]
    logo: Annotated[str | None, MaxLen(200), Help("a PNG or JPEG in this folder")] = None
    colors: Colors = Colors()
    figures: Annotated[Figures, Help("skin tone, hair and build of the drawn figures; a plan may choose its own")] = Figures()
    address: Annotated[str | None, MinLen(1), MaxLen(100)] = None
    phone: Phone | None = None
    email: Annotated[Email | None, MaxLen(60)] = None
    web: Web | None = None
    booking: Web | None = None
    hours: Annotated[str | None, MinLen(1), MaxLen(60)] = None
    registration: Annotated[str | None, MinLen(1), MaxLen(100), Help("registration line, such as a HCPC number")] = None
    country: Annotated[str, Help("two letters, such as GB or US")] = "GB"
    emergency: Emergency | None = None
    out_of_hours: Annotated[
        str | None, MinLen(2), MaxLen(60), Help("what to do when you are closed, where your country's line is not right: Call 111")
    ] = None
    paper: Literal["A4", "Letter"] | None = None
    language: Annotated[str, MinLen(2), MaxLen(12)] = "en-GB"
    layout: Annotated[str, MinLen(1), MaxLen(60)] = "cards"
    pain: Pain = USUAL_NUMBERS
    review_weeks: Annotated[int | None, Ge(1), Le(52), Help("weeks to the next visit, where a plan names no date")] = None
    session_minutes: Annotated[int, Ge(5), Le(180), Help("a plan that takes longer than this on one day is flagged")] = 30
    doses: Annotated[dict[str, DoseChange], Help("changes to default doses by exercise id or group")] = field(default_factory=dict)
    mail: Annotated[MailSettings | None, Help("for handouts email --send")] = None
    checks: Annotated[dict[ChangeableId, CheckChange], Help("checks at another level or off, by id, with your reason")] = field(
        default_factory=dict
    )
    example: Annotated[bool, Help("true prints 'Example clinic' on the sheet")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedClinic:
    """A clinic as read: its facts and their lines, logo's pixels, a colour dark enough for text, folders, what was changed."""

    facts: Clinic
    source: YamlFile = field(repr=False, compare=False)
    logo: Logo | None
    accent: Color
    content: tuple[Path, ...]
    layouts: tuple[Path, ...]
    notes: tuple[Problem, ...]


def example_folder() -> Path:
    """Return the folder of the built-in example clinic."""
    return builtin_folder("content") / "example-clinic"


def clinic_file(folder: Path) -> Path:
    """Return the clinic's own file in its folder: clinic.yaml, or as another system writes its name (Clinic.YML)."""
    usual = folder / "clinic.yaml"
    found = [path for path in yaml_files(folder) if path.stem.lower() == usual.stem] if not usual.exists() else []
    return found[0] if found else usual


def clinic_notes(folder: Path) -> Iterator[Problem]:
    """Yield a warning for each file of a clinic's folder that may be meant and is not read."""
    own = clinic_file(folder)
    found = look_in(folder, "the clinic's own file", beside=("plans", "content", "layouts", "schemas"))
    yield from (note for note in found.notes if Path(note.file).name.lower().startswith("clinic"))
    for path in (one for group in alike(found.files) if own in group for one in group if one != own):
        yield Problem(message=f"is skipped: the clinic is read from {own.name}", file=shown_path(path), level="warning")
    yield from passed_over(folder / "content")
    yield from look_in(folder / "layouts", "a layout").notes


def load_clinic(path: Path | None = None) -> LoadedClinic:
    """Read a clinic's folder or its `clinic.yaml`; without one, the example clinic. Raises HandoutError."""
    place = path or example_folder()
    file = clinic_file(place) if place.is_dir() else place
    name = shown_path(file)

    def read() -> tuple[Checked[Clinic], tuple[Problem, ...]]:
        with listening() as told:
            checked = read_model(file, Clinic, name=name, max_bytes=MAX_CLINIC_BYTES)
        return checked, tuple(told)

    checked, told = prepared(("clinic", name), [file], read)
    facts, folder = checked.value, file.parent
    logo, unseen = _logo(checked, folder)
    accent = darken(facts.colors.accent)
    notes = list(told)
    if unseen:
        message = f"logo '{facts.logo}' {unseen}; use the one for light backgrounds"
        notes.append(replace(checked.source.problem(("logo",), message), level="warning"))
    if accent != facts.colors.accent:
        message = f"accent {facts.colors.accent.hex} is too light for text on white; {accent.hex} is printed"
        notes.append(replace(checked.source.problem(("colors", "accent"), message), level="warning"))
    return LoadedClinic(
        facts=facts,
        source=checked.source,
        logo=logo,
        accent=accent,
        content=tuple(p for p in (folder / "content",) if p.is_dir()),
        layouts=tuple(p for p in (folder / "layouts",) if p.is_dir()),
        notes=tuple(notes),
    )


def _logo(checked: Checked[Clinic], folder: Path) -> tuple[Logo | None, str]:
    """Return the pixels of the logo, and what of it cannot be seen on paper."""
    if checked.value.logo is None:
        return None, ""
    name = checked.value.logo
    shown, path = f"logo {quoted(name)}", folder / name
    try:
        return prepared(("logo", str(folder), name), [path], lambda: read_seen(path, folder, shown))
    except HandoutError as error:
        raise HandoutError(problem.moved_to(checked.source.problem(("logo",), "")) for problem in error.problems) from None
