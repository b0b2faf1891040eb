// The end of the path: print, PDF, e-mail and the note for the record.

import { makeNote, pdfUrl } from "./api.js";
import { goToCard } from "./card.js";
import { asksSide } from "./checks.js";
import { button, byId, fill, find, h, message } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { openEmail } from "./email.js";
import { problemWords, tried } from "./failing.js";
import { icon } from "./icons.js";
import { goToPane, showPane } from "./panes.js";
import { putSide } from "./plan.js";
import { toPlan } from "./planfile.js";
import { answerBefore, ready } from "./sheet.js";
import { settle, shelf, store } from "./state.js";
import { toast } from "./toast.js";
import { COMMAND, PLAN_SIDES, count } from "./words.js";

/** @import { End, Problem, State, Todo, Way } from "../types.js" */

const ending = store.finish;

/** How a plan can end: what it does, and what the button says that does it without an answer. */
const PRINT = { run: print, asIs: "Print as it is" };
const PDF = { run: savePdf, asIs: "Save it as it is" };
const EMAIL = { run: mail, asIs: "E-mail it as it is" };

/** Make the buttons under the sheet and Print in the bar of a tablet. */
export function buildFinish() {
  byId("print").addEventListener("click", press);
  byId("print-top").addEventListener("click", press);
  byId("pdf").addEventListener("click", () => finish(PDF));
  byId("email").addEventListener("click", () => finish(EMAIL));
  byId("copy-note").addEventListener("click", copyNote);
}

/** Draw the buttons: how many pages, or what is still to finish. */
export function drawFinish(/** @type {State} */ state, /** @type {Todo[]} */ list) {
  ending.todo = list;
  const { todo, asking, asked } = ending;
  const isEmpty = state.items.length === 0;
  const answer = answerBefore();
  const pages = answer?.ok ? answer.pages : 0;
  const isBlocked = !isEmpty && todo.length > 0;
  const main = byId("print");
  main.disabled = isEmpty;
  byId("print-top").disabled = isEmpty;
  main.classList.toggle("todo", isBlocked);
  byId("print-top").classList.toggle("todo", isBlocked);
  fill(main, JSON.stringify([pages, isBlocked && todo]), () => (isBlocked ? todoWords() : printWords(pages)));
  fill(byId("print-top"), isBlocked ? String(todo.length) : "", () => (isBlocked ? [icon("warning"), `Finish ${todo.length}`] : [icon("print"), "Print"]));
  byId("pdf").disabled = isEmpty || isBlocked;
  byId("email").disabled = isEmpty || isBlocked;
  byId("email").hidden = !shelf.start.can_email;
  byId("copy-note").disabled = isEmpty;
  if (asking && (isEmpty || isBlocked || !asked || questionOf(state, asked) !== asking)) askBefore("");
}

function printWords(/** @type {number} */ pages) {
  return [icon("print"), pages ? `Print ${count(pages, "page")}` : "Print", h("kbd", { "aria-hidden": "true" }, `${COMMAND} P`)];
}

function todoWords() {
  const { todo } = ending;
  const words = `${count(todo.length, "thing")} to finish before printing`;
  return [icon("warning"), h("span", {}, h("b", {}, words), " ", h("small", {}, todo[0].words)), icon("next")];
}

/** Print the sheet of this plan, or go to what must be finished first, or ask what nobody has said. */
export const press = () => finish(PRINT);

/** End in one of the ways there are, or go to what must be finished first, or ask what nobody has said. */
function finish(/** @type {End} */ end) {
  const question = questionOf(store.state, end);
  if (!store.state.items.length) return;
  if (ending.todo.length) goToTodo();
  else if (question && !(ending.asking === question && ending.asked === end)) askBefore(question, end);
  else {
    askBefore("");
    end.run();
  }
}

/** Return what is asked before a sheet is handed over: the side while none is chosen; before printing the name while there is none. */
function questionOf(/** @type {State} */ state, /** @type {End} */ end) {
  if (asksSide(state)) return "side";
  return end !== PRINT || state.name.trim() || state.reference.trim() ? "" : "name";
}

/** Say that something could not be done because of the plan, and go to what must be corrected. */
export function notYet(/** @type {string} */ words, /** @type {Problem[]} */ problems = []) {
  const { todo } = ending;
  toast(todo.length ? `${words} ${todo[0].words}.` : `${words} ${problemWords(problems)}`.trim());
  if (todo.length) goToTodo();
}

function goToTodo() {
  if (!ending.todo.length) return;
  const { where, key, field } = ending.todo[0];
  if (where === "sheet") {
    goToPane("sheet");
    return;
  }
  showPane("plan");
  if (where === "item") goToCard(key ?? 0, field);
  else if (where === "plan") goToPane("plan");
  else {
    document.body.classList.add("who-open");
    find(byId("who"), where === "side" ? ".seg input" : `[data-field="${where}"]`).focus();
  }
}

/** Ask one thing above the buttons before an end, or take the question away. */
function askBefore(/** @type {"side" | "name" | ""} */ question, /** @type {End | null} */ end = null) {
  ending.asking = question;
  ending.asked = end;
  byId("no-name").replaceChildren(...(question && end ? [QUESTIONS[question](end)] : []));
  if (!question) return;
  showPane("sheet");
  find(byId("no-name"), "button").focus();
}

const QUESTIONS = {
  side(/** @type {End} */ end) {
    /** @type {Way[]} */
    const choose = PLAN_SIDES.map(([side, words]) => [words, () => {
      putSide(side);
      finish(end);
    }]);
    return message("a", "Which side?", "No side is chosen, so the sheet says EACH side.", [...choose, [end.asIs, () => finish(end)]]);
  },
  name() {
    const add = () => {
      showPane("plan");
      document.body.classList.add("who-open");
      find(byId("who"), '[data-field="name"]').focus();
    };
    return message("a", "No name on the sheet.", "Print without a name, or add one.", [["Print without a name", print], ["Add a name", add]]);
  },
};

/** Print the PDF of exactly this plan from a hidden frame; where that cannot be, open it. */
async function print() {
  const answer = await ready();
  if (!answer?.ok) return goToTodo();
  askBefore("");
  const url = pdfUrl(answer.digest);
  if (navigator.pdfViewerEnabled === false) {
    window.open(url, "_blank", "noopener");
    settle();
    return;
  }
  byId("printer").firstChild?.remove();
  const frame = h("iframe", { title: "The sheet, for printing", tabIndex: -1, "aria-hidden": "true" });
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow?.focus();
      frame.contentWindow?.print();
    } catch {
      window.open(url, "_blank", "noopener");
    }
    settle();
  });
  frame.src = url;
  byId("printer").append(frame);
}

async function mail() {
  if (!await openEmail(byId("email"))) goToTodo();
}

async function savePdf() {
  const answer = await ready();
  if (!answer?.ok) return goToTodo();
  download(pdfUrl(answer.digest, true), "exercises.pdf");
  settle();
}

/** Take away the frame of the last print, and what was asked before it. */
export function forgetFinish() {
  byId("printer").replaceChildren();
  askBefore("");
  ending.todo = [];
}

/** Give the browser something to save. */
export function download(/** @type {string} */ url, /** @type {string} */ name) {
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

async function copyNote() {
  const answer = await tried(() => makeNote(toPlan()));
  if (!answer) return toast("The note could not be written. Try again.");
  if (!answer.ok) return notYet("The note was not written.", answer.problems);
  try {
    await navigator.clipboard.writeText(answer.text);
    toast("Note copied. Paste it into the record.");
  } catch {
    showNote(answer.text);
  }
}

function showNote(/** @type {string} */ text) {
  const area = h("textarea", { class: "t note-text", readonly: true, rows: 12, "aria-label": "Note", value: text });
  openDialog({
    title: "Note for the record",
    opener: byId("copy-note"),
    body: [h("p", { class: "lb" }, "The browser did not let the page copy. Copy it from here."), area],
    actions: (close) => [button({ class: "b p", onclick: close }, "Done")],
  });
  area.select();
}
