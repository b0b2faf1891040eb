// The e-mail dialog: one address, the day the patient agreed, a draft first.

import { sendEmail } from "./api.js";
import { dateHint, dateText, readDate } from "./dates.js";
import { button, h, message } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { problemWords, tried } from "./failing.js";
import { icon } from "./icons.js";
import { toPlan } from "./planfile.js";
import { ready } from "./sheet.js";
import { settle, shelf, store } from "./state.js";
import { count } from "./words.js";

/** @import { Child, DrawnAnswer, Mailed, Problem } from "../types.js" */

const TOLD_BEFORE = "The four words are those told before: this draft was locked already, and they open it.";

/** Open the dialog for the sheet of this plan, and return whether there is a sheet. */
export async function openEmail(/** @type {HTMLElement} */ opener) {
  const answer = await ready();
  if (!answer?.ok) return false;
  const { email, email_ok: agreed } = store.state.patientKept;
  const to = h("input", { class: "t", type: "email", autocomplete: "off", value: email ?? "", id: "to" });
  const date = h("input", { class: "t", autocomplete: "off", placeholder: "Date", value: agreed ? dateText(agreed) : "" });
  const lock = h("input", { type: "checkbox", class: "sr" });
  const said = h("div", { class: "said", role: "status" });
  const code = h("input", { class: "t", inputmode: "numeric", autocomplete: "off", maxlength: 6, "aria-label": "Code from the program’s window" });
  const care = message("a", "Read the address aloud.", "A sheet sent to the wrong person is the mistake that matters most.");
  const dialog = openDialog({ title: "E-mail the sheet", opener, body: form({ to, date, lock, said, care }, answer) });
  const { today, dates: order } = shelf.start;
  const ask = () => (date.value.trim() ? readDate(date.value, { today, order, past: true }) : null);
  date.addEventListener("change", () => {
    const day = ask();
    if (day) date.value = dateText(day);  // read back in words: 3/4 is 3 April here, or 4 March
  });

  const first = () => {
    dialog.act((close) => [
      button({ class: "b", onclick: close }, "Cancel"),
      ...(shelf.start.can_send ? [button({ class: "b", onclick: confirmSending }, "Send now")] : []),
      button({ class: "b p", onclick: () => go(false) }, "Make a draft"),
    ]);
  };

  const confirmSending = () => {
    if (!isAddress() || !isDate()) return;
    if (!ask()) return tell(message("a", "No date of agreement.", "Ask, then add the date. You can still make a draft."));
    tell(message("a", `Send to ${to.value.trim()} now?`, "Read the address aloud first."));
    dialog.act(() => [button({ class: "b", onclick: back }, "Back"), button({ class: "b p", onclick: () => go(true) }, "Send")]);
  };

  const back = () => {
    tell();
    first();
  };

  const tell = (/** @type {Node[]} */ ...parts) => said.replaceChildren(...parts);

  const isAddress = () => {
    const isOne = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(to.value.trim());
    to.setAttribute("aria-invalid", String(!isOne));
    if (!isOne) {
      tell(message("r", "One address,", "such as name@example.org."));
      to.focus();
    }
    return isOne;
  };

  const isDate = () => {
    const isOne = !date.value.trim() || Boolean(ask());
    date.setAttribute("aria-invalid", String(!isOne));
    if (!isOne) {
      tell(message("r", `“${date.value.trim()}” is not a date here.`, `Write it as ${dateHint(order, today)}.`));
      date.focus();
    }
    return isOne;
  };

  const go = async (/** @type {boolean} */ send, again = false, looked = false) => {
    if (!isAddress() || !isDate()) return;
    const letter = { plan: toPlan(), to: to.value.trim(), agreed_on: ask(), lock: lock.checked, send, again, looked, code: code.value.trim() };
    const found = await tried(() => sendEmail(letter));
    if (!found) {
      first();
      tell(message("r", "We do not know if this was sent.", "Check the sent folder before you send again."));
    } else if (found.ok) done(found);
    else if (found.needs_code) askCode(found.problems);
    else if (found.repeated_on) repeated(found.repeated_on, send);
    else if (found.look_twice) lookTwice(found.look_twice, again);
    else {
      first();
      tell(message("r", "", problemWords(found.problems)));
    }
  };

  /** Ask for what only the program's own window shows: a guest at this computer who sees the page cannot send. */
  const askCode = (/** @type {Problem[]} */ problems) => {
    tell(message("a", "Code?", problemWords(problems)), code);
    dialog.act(() => [button({ class: "b", onclick: back }, "Back"), button({ class: "b p", onclick: () => go(true) }, "Send")]);
    code.value = "";
    code.focus();
  };

  const lookTwice = (/** @type {string} */ words, /** @type {boolean} */ again) => {
    tell(message("a", "Look twice.", words));
    dialog.act(() => [button({ class: "b", onclick: back }, "Back"), button({ class: "b p", onclick: () => go(true, again, true) }, "Checked, send")]);
  };

  const repeated = (/** @type {string} */ when, /** @type {boolean} */ send) => {
    const day = when === shelf.start.today ? "today" : /^\d{4}-\d\d-\d\d$/.test(when) ? `on ${dateText(when)}` : when;
    tell(message("a", `Sent to this address ${day},`, `the same plan. ${send ? "Send again?" : "Make a draft again?"}`));
    dialog.act(() => [button({ class: "b", onclick: back }, "Back"), button({ class: "b p", onclick: () => go(send, true) }, send ? "Send again" : "Make a draft again")]);
  };

  const done = (/** @type {Mailed} */ { state, words, told_before: isTold, withdrawn, message: text, file }) => {
    settle();
    const result = !["draft", "sent"].includes(state)
      ? message("r", state === "unknown" ? "We do not know if this was sent." : "Not sent.", text || "Check the sent folder before you send again.")
      : message("i", state === "sent" ? "Sent." : "Draft made.", [text, file].filter(Boolean).join(" "));
    const removed = withdrawn ? [h("p", {}, `${count(withdrawn, "earlier draft")} removed: for another address of this patient.`)] : [];
    const secret = words ? h("p", { class: "four" }, h("span", { class: "lb" }, "Tell these words by phone or text, not by e-mail."), h("b", {}, words)) : isTold ? h("p", { class: "four" }, TOLD_BEFORE) : null;
    dialog.content.replaceChildren(result, ...removed, ...(secret ? [secret] : []));
    dialog.act((close) => [button({ class: "b p", onclick: close }, "Done")]);
    dialog.shut.focus();
  };

  first();
  return true;
}

/**
 * Return what the dialog shows: the fields, and what is sent.
 * @param {Record<"to" | "date" | "lock" | "said" | "care", HTMLElement>} fields
 * @param {DrawnAnswer} answer
 * @returns {Child[]}
 */
function form({ to, date, lock, said, care }, answer) {
  const row = (/** @type {string} */ term, /** @type {string} */ words) => [h("dt", {}, term), h("dd", {}, words)];
  return [
    h(
      "div",
      { class: "two2" },
      h("label", { class: "fl" }, h("span", { class: "lb" }, "To (one address)"), to),
      h("label", { class: "fl" }, h("span", { class: "lb" }, "Agreed to e-mail on"), date),
    ),
    h("dl", { class: "mailbox" }, row("From", shelf.start.clinic.name), row("Attached", `exercises.pdf, ${count(answer.pages, "page")}`)),
    shelf.start.can_lock === false ? null : h(
      "label",
      { class: "ck" },
      lock,
      h("span", { class: "bx" }, icon("tick")),
      h("span", {}, "Lock the PDF with four words", h("small", {}, "Tell the words by phone or text, not by e-mail.")),
    ),
    care,
    said,
  ];
}
