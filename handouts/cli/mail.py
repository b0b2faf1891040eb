"""The commands of e-mail: drafts and who gets what, sending, the outbox, forgetting, and the note for the patient's file."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli.shared import clinic_option, library_of, refuse_copies_beside, show_problems
from handouts.errors import HandoutError, Level, Problem, counted

if TYPE_CHECKING:
    from handouts.library.clinic import Clinic, LoadedClinic
    from handouts.mail.ledger import Entry, Ledger, State
    from handouts.mail.likeness import Likeness
    from handouts.mail.outbox import Draft, Lock, UnsentSheet

_OUTBOX = "outbox"
folder_argument = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
_folder_option = click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the drafts. Default: outbox in the clinic's folder, or here without one.",
)
_checked_option = click.option(
    "--addresses-checked", "checked", is_flag=True, help="Addresses that may have been swapped since an earlier e-mail were checked."
)


@click.command("email")
@click.argument("what", nargs=-1, required=True)
@_folder_option
@click.option("--layout", metavar="NAME", help="How the sheets look, such as phone. Default: each plan's own.")
@click.option("--encrypt", "lock", is_flag=True, help="Lock each PDF with four words, listed once for you to tell by phone.")
@click.option("--anew", is_flag=True, help="Make drafts again that are locked already (with new words), or that you want (un)locked.")
@click.option("--send", "send_it", is_flag=True, help="Send them, after showing how many and asking.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@_checked_option
@clinic_option
def email_sheets(what: tuple[str, ...], folder: Path | None, layout: str | None, clinic_path: Path | None, **how: Any) -> None:
    """E-mail sheets: of a folder of PLANS, plan files, or a table (PATIENTS.csv).

    Without --send nothing leaves this computer: it writes drafts and a table of who gets what into a folder. A plan is mailed only if it
    holds an address and the day the patient agreed (email, email_ok); each sheet goes to one person, once. A draft that is ready and locked
    is sent as it is, so that the words you wrote down open it.

    \b
      handouts email plans -o outbox --clinic my-clinic
      handouts email patients.csv -o outbox --clinic my-clinic --send
    """
    from handouts.batch.beforehand import alike_in_mail, told_together, without_place, written_by_hand
    from handouts.batch.jobs import Asked, gather
    from handouts.batch.report import problems_of
    from handouts.batch.work import Content
    from handouts.library.clinic import load_clinic
    from handouts.mail.ledger import opened
    from handouts.mail.likeness import looked_twice
    from handouts.mail.outbox import Lock
    from handouts.mail.withdrawing import withdraw

    clinic = load_clinic(clinic_path)
    library = library_of(clinic)
    own = _outbox_of(clinic_path)
    folder = folder or own or Path(_OUTBOX)
    work = gather(Asked(what, (layout,) if layout else ()), library, clinic)
    show_problems((*work.notes, *problems_of((), work.refused)))
    with opened(folder, own) as ledger:
        lock = Lock(how["lock"], how["anew"])
        ready, held = _drafts(work.jobs, Content(library, clinic, work.layouts), folder, ledger, lock)
        going_keys = {message.key for message in ready}
        here = going_keys | {message.key for message in held}
        gone = withdraw(what, work.jobs, here, folder, ledger)
        if gone:
            click.echo(f"{counted(gone, 'earlier draft')} removed: changed since, or not to be mailed any longer", err=True)
        now = {message.source for message in ready}
        going = [job for job in work.jobs if job.source in now]
        looked_at = (*told_together(work.told), *alike_in_mail(work.jobs, now), *written_by_hand(going))
        looks = looked_twice(going_keys, here, ledger)
        show_problems([*looked_at, *(look.problem for look in looks), *without_place(going, library, work.layouts)])
        bad = bool(work.refused) or any(not _was_sent(message) for message in held)
        if how["send_it"]:
            only = _checked(going_keys, looks, ask=not how["yes"], checked=how["checked"])
            bad = _send(ledger, folder, clinic.facts, ask=not how["yes"], only=only) or bad or only != going_keys
        elif ready:
            click.echo(f"{counted(len(ready), 'draft')} in {folder}; read {folder / 'who-gets-what.csv'}, then add --send", err=True)
    raise SystemExit(int(bad))


def _outbox_of(clinic_path: Path | None) -> Path | None:
    """Return the clinic's own outbox, which the picking page uses too; None without a folder of the clinic's."""
    if clinic_path is None:
        return None
    return (clinic_path if clinic_path.is_dir() else clinic_path.parent) / _OUTBOX


def _was_sent(held: "UnsentSheet") -> bool:
    return held.state == "sent"


def _drafts(jobs: Iterable[Any], content: Any, folder: Path, ledger: "Ledger", lock: "Lock") -> tuple[list["Draft"], list["UnsentSheet"]]:
    """Write the drafts, and show each without name or full address; the words that open locked ones are shown once."""
    from handouts.mail import outbox

    ready: list[outbox.Draft] = []
    held: list[outbox.UnsentSheet] = []
    for message in outbox.drafts(jobs, content, folder, ledger, lock):
        if isinstance(message, outbox.UnsentSheet):
            held.append(message)
            level: Level = "info" if _was_sent(message) else "warning"
            show_problems([Problem(message=f"not mailed: {message.reason}", level=level, about=(message.source,))])
            continue
        ready.append(message)
        words = f"  passphrase: {message.passphrase}" if message.passphrase else "  passphrase: as told before" if message.kept else ""
        click.echo(f"{message.source}  {message.person}  to {outbox.domain_of(message.address)}  {counted(message.pages, 'page')}{words}")
    if ready:
        outbox.write_who(folder, ready)
    if any(message.passphrase for message in ready):
        click.echo("Write the passphrases down now: they are kept nowhere. Tell them by phone or text, never by e-mail.", err=True)
    return ready, held


def _checked(keys: set[str], looks: Iterable["Likeness"], *, ask: bool, checked: bool) -> set[str]:
    """Return the messages that may be sent: those to an address that may be swapped only once a person says that it was checked."""
    doubtful = {look.key: look.problem for look in looks if look.asks}
    if not doubtful or checked:
        return keys
    question = f"{counted(len(doubtful), 'message')} may go to a swapped address. Was each checked with the patient?"
    if ask and _is_confirmed(question):
        return keys
    message = "not sent: check the address with the patient, then add --addresses-checked"
    show_problems(Problem(message=message, about=problem.about) for problem in doubtful.values())
    return keys - set(doubtful)


def _send(ledger: "Ledger", folder: Path, clinic: "Clinic", *, ask: bool, only: set[str] | None = None) -> bool:
    """Send what is ready (or only some of it) after asking, and return whether anything was not sent."""
    from tqdm import tqdm

    from handouts.mail import outbox
    from handouts.mail.password import password_for
    from handouts.mail.post import Pace, Post

    mail, ready = clinic.mail, [entry for entry in ledger.entries("ready") if only is None or entry.key in only]
    if mail is None:
        raise HandoutError.of("clinic.yaml has no mail server; write mail: {host: ..., user: ...}, as 'handouts init' shows")
    if not ready:
        click.echo("nothing to send", err=True)
        return False
    if ask and not click.confirm(f"Send {counted(len(ready), 'message')} through {mail.host} now?", err=True):
        click.echo("nothing was sent", err=True)
        return True
    counts: dict[str, int] = {}
    with Post(mail, password_for(mail)) as post, tqdm(total=len(ready), unit=" messages", leave=False, disable=None) as bar:
        try:
            for entry, posted in outbox.send_ready(ledger, outbox.Sending(folder, post, Pace(mail.per_second)), only):
                bar.update()
                counts[posted.outcome] = counts.get(posted.outcome, 0) + 1
                if posted.outcome != "sent":
                    show_problems([Problem(message=f"{posted.outcome}: {posted.answer}", about=(entry.source,))])
        finally:
            counts |= {"not tried": len(ready) - sum(counts.values())} if sum(counts.values()) < len(ready) else {}
            click.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())), err=True)
    return set(counts) != {"sent"}


def _stop(ledger: "Ledger", folder: Path, entries: Iterable["Entry"], clinic: "LoadedClinic") -> set[str]:
    """Stop what its plan or table does not ask for any more, say so, and return its keys."""
    from handouts.batch.jobs import Asked, Work, gather
    from handouts.batch.work import Content
    from handouts.mail import outbox

    entries = tuple(entries)
    if not any(entry.origin for entry in entries):
        return set()
    library = library_of(clinic)
    works: dict[str, Work] = {}

    def read(origin: str) -> Any:
        works[origin] = work = gather(Asked((origin,)), library, clinic)
        content.layouts.update(work.layouts)
        return None if work.refused else work.jobs

    content = Content(library, clinic, {})
    found = tuple(outbox.stopped(entries, read, content, ledger))
    outbox.take_out(folder, ledger, {one.entry.key for one in found if one.gone})
    show_problems(Problem(message=f"not sent: {one.reason}", level="warning", about=(one.entry.source,)) for one in found)
    return {one.entry.key for one in found}


@click.command("outbox")
@folder_argument
@click.option("--retry", is_flag=True, help="Send again what failed or is still ready.")
@click.option("--resend-unknown", is_flag=True, help="Send again what may or may not have arrived; the patient may get it twice.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@_checked_option
@clinic_option
def outbox_list(folder: Path, clinic_path: Path | None, *, retry: bool, resend_unknown: bool, yes: bool, checked: bool) -> None:
    """List the messages of an outbox FOLDER and what became of them, and send some again.

    \b
      handouts outbox outbox
      handouts outbox outbox --retry --clinic my-clinic
    """
    import time

    from handouts.library.clinic import load_clinic
    from handouts.mail import outbox
    from handouts.mail.ledger import opened
    from handouts.mail.likeness import looked_twice

    with opened(folder, _outbox_of(clinic_path)) as ledger:
        bad = False
        outbox.take_drafts(folder, [entry for entry in ledger.gone_elsewhere if entry.state == "sent"])
        show_problems(
            Problem(message=f"not sent: {outbox.HELD[entry.state]}", level="info", about=(entry.source,)) for entry in ledger.gone_elsewhere
        )
        if retry or resend_unknown:
            chosen: dict[State, bool] = {"failed": retry, "unknown": resend_unknown}
            again = [state for state, asked in chosen.items() if asked]
            held = _stop(ledger, folder, ledger.entries("ready", *again), load_clinic(clinic_path))
            for entry in ledger.entries(*again):
                if entry.key not in held:
                    ledger.send_anyway(entry.key)
            only = {entry.key for entry in ledger.entries("ready") if entry.key not in held}
            looks = looked_twice(only, (), ledger)
            show_problems(look.problem for look in looks)
            going = _checked(only, looks, ask=not yes, checked=checked)
            bad = _send(ledger, folder, load_clinic(clinic_path).facts, ask=not yes, only=going) or bool(held) or going != only
        for entry in ledger.entries():
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.changed))
            click.echo(f"{entry.state.ljust(8)}{when}  {entry.person}  {entry.source}  {entry.answer}".rstrip())
    raise SystemExit(int(bad))


@click.command()
@click.argument("key")
@click.argument("folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@clinic_option
def forget(key: str, folders: tuple[Path, ...], clinic_path: Path | None) -> None:
    """Take a patient out of FOLDERS, and those below them, of sheets, plans or messages; with --clinic out of the clinic's folder too.

    KEY is the reference, the name or the e-mail address, in capitals or not, or the digits by which a list calls them. Without a folder it
    is the one you are in. Whoever has a name or reference that is spelled nearly so is asked about. Tables of yours are not changed: what
    still stands is listed, with its line or pages, and so is what bears the name.

    \b
      handouts forget EXAMPLE-1 outbox
      handouts forget "Zoë Şen" today plans --clinic my-clinic
    """
    from handouts.mail.forgetting import forget as take_out

    clinic = [clinic_path if clinic_path.is_dir() else clinic_path.parent] if clinic_path is not None else []
    gone = take_out([*folders, *clinic] or [Path()], key, _is_confirmed)
    show_problems(gone.unsure)
    click.echo(_removed(gone.count) if gone.found else "nothing found", err=True)
    for one in gone.still:
        click.echo(f"Still there: {one}")
    if gone.found:
        click.echo("Out of reach: printed sheets, e-mails that were sent, back-ups and other computers")
    if gone.is_unnamed:
        click.echo("Not looked for: the name, which no plan or table here gives; run forget once more with it")
    if gone.found and gone.is_untied:
        click.echo("Not looked for: sheets and print runs under the reference, which nothing here tells; run forget once more with it")
    raise SystemExit(int(not gone.found))


def _removed(count: int) -> str:
    return f"{counted(count, 'file')} removed"


@click.command()
@folder_argument
@click.option("--older-than", required=True, metavar="DAYS", help="Such as 30d.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
def clean(folder: Path, older_than: str, *, yes: bool) -> None:
    """Take away what lies in an outbox FOLDER for longer than it should: drafts, and their rows in list and ledger.

    What was sent or refused goes at once; of drafts that were never sent, and messages that may or may not have arrived, it asks first.

    \b
      handouts clean outbox --older-than 30d
    """
    from handouts.mail import outbox
    from handouts.mail.ledger import opened

    days = outbox.days_of(older_than)
    with opened(folder) as ledger:
        gone = outbox.clean(folder, ledger, outbox.older(ledger, days, "sent", "failed"))
        open_ones = outbox.older(ledger, days, "ready", "unknown")
        wanted = yes or not open_ones or _is_confirmed(_question(open_ones, days))
        gone += outbox.clean(folder, ledger, open_ones) if wanted else 0
    click.echo(_removed(gone), err=True)
    if not wanted:
        click.echo(f"{counted(len(open_ones), 'message')} kept; handouts outbox lists what became of each", err=True)


def _is_confirmed(question: str) -> bool:
    """Return whether a person says yes; where nobody can be asked, it is no."""
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        return False


def _question(entries: Iterable["Entry"], days: int) -> str:
    """Return the question about messages that are not settled."""
    states = [entry.state for entry in entries]
    ready, unknown = states.count("ready"), states.count("unknown")
    parts = [f"{counted(ready, 'draft')} never sent"] if ready else []
    parts += [f"{counted(unknown, 'message')} that may or may not have arrived"] if unknown else []
    return f"Also remove {' and '.join(parts)}, older than {counted(days, 'day')}?"


@click.command()
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@clinic_option
def note(plan_path: Path, clinic_path: Path | None) -> None:
    """Print the record of a PLAN for the patient's file: exercises, doses, advice and versions, as plain text.

    \b
      handouts note plan.yaml
    """
    from handouts.library.clinic import load_clinic
    from handouts.plans.plan import load_plan
    from handouts.plans.record import record
    from handouts.plans.resolve import resolve

    clinic = load_clinic(clinic_path)
    library = library_of(clinic)
    refuse_copies_beside(plan_path)
    click.echo(record(resolve(library, load_plan(plan_path, library), clinic)))
