// Plan files: saving the plan, and opening one from a dialog or by dropping it on the page.

import { Failed, Lost, Stopped, openPlan, savePlan } from "./api.js";
import { byId, listen, message } from "./dom.js";
import { problemWords, tried } from "./failing.js";
import { download, notYet } from "./finish.js";
import { asText, fromPlan, toSave } from "./planfile.js";
import { forgetSheet } from "./sheet.js";
import { change, settle, store } from "./state.js";
import { say, toast } from "./toast.js";
import { count } from "./words.js";

/** @import { Way } from "../types.js" */

const MOST_BYTES = 100_000;
const KEEP_MS = 10_000;

/** Save the plan as a file, and return whether it was; the page writes it itself where the program does not answer. */
export async function save() {
  if (!store.state.items.length) return false;
  const plan = toSave();
  let text;
  try {
    const answer = await savePlan(plan);
    if (!answer.ok) {
      notYet("The plan was not saved.", answer.problems);
      return false;
    }
    ({ text } = answer);
  } catch (error) {
    if (error instanceof Stopped) return false;
    if (!(error instanceof Lost || error instanceof Failed)) throw error;
    text = asText(plan);
  }
  forgetFiles();
  store.saved = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  download(store.saved, "plan.yaml");
  setTimeout(forgetFile, KEEP_MS, store.saved);
  settle();
  toast("Plan saved to a file.");
  return true;
}

function forgetFile(/** @type {string} */ one) {
  if (one) URL.revokeObjectURL(one);
  if (one === store.saved) store.saved = "";
}

/** Forget the file that was saved last, and what was said of the one that was opened. */
export function forgetFiles() {
  forgetFile(store.saved);
  byId("open-failed").replaceChildren();
  byId("plan-file").value = "";
}

/** Ask for a plan file. */
export function chooseFile() {
  byId("plan-file").click();
}

async function open(/** @type {File} */ file) {
  const failed = byId("open-failed");
  failed.replaceChildren();
  /** @type {Way[]} */
  const ways = [["Close", () => failed.replaceChildren()]];
  const show = (/** @type {string} */ words, bold = "") => {
    failed.replaceChildren(message("r", bold, words, ways));
    say(bold ? `${bold} ${words}` : words);
  };
  if (file.size > MOST_BYTES) return show("This is no plan file: it is too large. Nothing was changed.");
  const answer = await tried(async () => openPlan(await file.text()));
  if (!answer) return show("The plan could not be opened. Nothing was changed.");
  if (!answer.ok) return show(problemWords(answer.problems), "Nothing was changed.");
  const state = fromPlan(answer);
  forgetSheet();
  change("open a plan", (old) => Object.assign(old, state));
  failed.replaceChildren(...answer.notes.map((note) => message("i", "", note.message, ways)));
  toast(`Plan with ${count(store.state.items.length, "exercise")} opened.`, { canUndo: true });
}

/** Make opening work, by dialog and by drop. */
export function buildFiles() {
  const input = byId("plan-file");
  input.addEventListener("change", () => {
    if (input.files?.length) open(input.files[0]);
    input.value = "";
  });
  const hasFile = (/** @type {DragEvent} */ event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  listen("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  listen("dragleave", (event) => event.relatedTarget === null && document.body.classList.remove("dropping"));
  listen("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    document.body.classList.remove("dropping");
    const file = event.dataTransfer?.files[0];
    if (file) open(file);
  });
}
