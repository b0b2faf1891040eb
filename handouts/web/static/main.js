// The picking page: starts everything, and draws it again after every change.

import { Failed, Lost, Stopped, keepInTouch, start, watch } from "./api.js";
import { checkPlan, todos } from "./checks.js";
import { openKeys } from "./dialogs.js";
import { forgetDoses } from "./doses.js";
import { byId, fill, find, findInput, h, isTouch, listen, message, seekAll, set } from "./dom.js";
import { buildFiles, chooseFile, save } from "./files.js";
import { buildFinish, drawFinish } from "./finish.js";
import { placeIcons } from "./icons.js";
import { buildKeys, turnBack } from "./keys.js";
import { buildLibrary, drawLibrary } from "./library.js";
import { onAdd } from "./look.js";
import { newPatient } from "./newpatient.js";
import { askTitle, buildPacks } from "./packs.js";
import { buildPanes } from "./panes.js";
import { addExercise, buildPlan, drawPlan } from "./plan.js";
import { newState } from "./planfile.js";
import { applyTheme, switchTheme } from "./prefs.js";
import { buildSettings, drawSettings } from "./settings.js";
import { answerBefore, askAgain, buildSheet, drawSheetMessages, endSheet, followSheet } from "./sheet.js";
import { begin, forgetAll, isUnsaved, life, onChange, shelf, steps } from "./state.js";
import { quiet, sayNow } from "./toast.js";

/** @import { How, State } from "../types.js" */

function draw(/** @type {State} */ state, /** @type {How} */ how) {
  if (life.signal.aborted) return;
  followSheet(state, how);
  const found = checkPlan(state, answerBefore());
  drawLibrary(state);
  drawPlan(state, found);
  drawSettings(state);
  drawSheetMessages(found);
  drawFinish(state, todos(found));
  drawTop(state);
}

function drawTop(/** @type {State} */ state) {
  const { undo, redo } = steps();
  const say = (/** @type {HTMLButtonElement} */ button, /** @type {string} */ word, /** @type {string | null} */ label) => {
    set(button, "aria-label", label ? `${word}: ${label}` : word);
    set(button, "title", label ? `${word}: ${label}` : word);
    button.disabled = label === null;
  };
  say(byId("undo"), "Undo", undo);
  say(byId("redo"), "Do again", redo);
  byId("saved").hidden = !isUnsaved();
  byId("save").disabled = state.items.length === 0;
  byId("tab-count").textContent = String(state.items.length || "");
  byId("tab-count").hidden = state.items.length === 0;
}

/** @typedef {Record<typeof TOP[number], () => unknown>} Acts */
const TOP = /** @type {const} */ (["undo", "redo", "open", "open-link", "save", "theme", "keys", "new-patient"]);

function buildTop() {
  const { clinic } = shelf.start;
  if (clinic.has_logo) byId("mark").replaceWith(h("img", { class: "logo", src: "/logo.png", alt: "", height: 28 }));
  /** @type {Acts} */
  const acts = {
    undo: () => turnBack(false),
    redo: () => turnBack(true),
    open: chooseFile,
    "open-link": chooseFile,
    save,
    theme: switchTheme,
    keys: () => openKeys(byId("keys")),
    "new-patient": newPatient,
  };
  for (const id of TOP) byId(id).addEventListener("click", acts[id]);
  buildMore({ ...acts, keys: () => openKeys(byId("dots")), "save-pack": () => askTitle(byId("dots")) });
}

/** Make the menu that holds on a small screen what the top bar has no room for. */
function buildMore(/** @type {Record<string, () => unknown>} */ acts) {
  const [opener, menu] = [byId("dots"), byId("dots-menu")];
  const toggle = (/** @type {boolean} */ isOpen) => {
    menu.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    for (const name of /** @type {const} */ (["save-pack", "new-patient"])) find(menu, `[data-act="${name}"]`).hidden = byId(name).hidden;
    if (isOpen) find(menu, "button").focus();
  };
  opener.addEventListener("click", () => toggle(menu.hidden));
  for (const one of seekAll(menu, "button")) {
    one.addEventListener("click", () => {
      toggle(false);
      opener.focus();
      acts[one.dataset.act ?? ""]();
    });
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggle(false);
    opener.focus();
  });
  listen("pointerdown", (event) => {
    if (!menu.hidden && !event.composedPath().some((one) => one === menu || one === opener)) toggle(false);
  });
}

function stopped() {
  if (life.signal.aborted) return;
  life.abort();
  endSheet();
  forgetDoses();
  quiet();
  forgetAll();
  const words = "Stopped to protect the patient’s details. Start it again from your computer.";
  document.querySelectorAll("dialog").forEach((dialog) => dialog.remove());
  document.body.className = "over";
  byId("all").replaceChildren(h("p", { class: "stopped" }, words));
  sayNow(words);
}

function lost() {
  const words = ["The page lost touch with the program.", "It is emptied in a few seconds, unless the program answers."];
  if (byId("lost").childElementCount) return;
  byId("lost").replaceChildren(message("r", words[0], words[1]));
  sayNow(words.join(" "));
}

function triedAgain() {
  const words = ["Somebody tried to open this page a second time.", "If it was not you, stop the program (Ctrl-C in its window) and start it again."];
  byId("guest").replaceChildren(message("r", words[0], words[1]));
  sayNow(words.join(" "));
}

function foundAgain() {
  byId("lost").replaceChildren();
  askAgain();
}

async function boot() {
  applyTheme();
  placeIcons();
  watch({ stopped, lost, found: foundAgain, triedAgain });
  buildPanes();
  try {
    shelf.start = await start();
  } catch (error) {
    if (error instanceof Stopped) return;
    if (!(error instanceof Lost || error instanceof Failed)) throw error;
    fill(byId("list"), "failed", () => message("r", "The exercises could not be read.", "Load the page again."));
    return;
  }
  for (const section of shelf.start.sections) for (const exercise of section.exercises) shelf.exercises.set(exercise.id, exercise);
  onAdd(addExercise);
  for (const build of [buildTop, buildLibrary, buildPlan, buildPacks, buildSettings, buildSheet, buildFinish, buildFiles, buildKeys]) build();
  onChange(draw);
  begin(newState());
  document.body.classList.remove("loading");
  keepInTouch();
  listen("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
  if (!isTouch()) findInput(byId("who")).focus();
}

boot();
