// What the page says in passing: the dark bar with Undo, and the words for screen readers.

import { button, byId, h } from "./dom.js";
import { COMMAND } from "./words.js";
import { undo } from "./state.js";

const STAY_MS = 8000;
let timer = 0;
let held = null;

/** Say something politely to a screen reader. */
export function say(words) {
  announce(byId("said"), words);
}

/** Say that the sheet was drawn. */
export function sayPreview(words) {
  announce(byId("said-sheet"), words);
}

/** Say at once that contact is lost or the page was stopped. */
export function sayNow(words) {
  announce(byId("said-now"), words);
}

function announce(region, words) {
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}

/** Show a bar with words, and Undo where the last step can be undone; it stays 8 s, or while hovered or focused. */
export function toast(words, { canUndo = false, stayMs = STAY_MS } = {}) {
  if (held) return;
  const parts = [h("span", {}, words)];
  if (canUndo) {
    const back = () => {
      undo();
      hide();
    };
    parts.push(button({ class: "lnk", onclick: back }, "Undo"), h("kbd", { "aria-hidden": "true" }, `${COMMAND} Z`));
  }
  show(parts);
  say(words);
  wait(stayMs);
}

/** Show a bar that stays until it is let go. */
export function hold(...parts) {
  held = parts;
  clearTimeout(timer);
  show(parts);
}

/** Let go of the bar that was held. */
export function letGo() {
  held = null;
  hide();
}

function show(parts) {
  const bar = byId("toast");
  bar.replaceChildren(...parts);
  bar.hidden = false;
}

function wait(stayMs) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const bar = byId("toast");
    if (bar.matches(":hover") || bar.contains(document.activeElement)) wait(1000);
    else hide();
  }, stayMs);
}

/** Take away everything that was said. */
export function quiet() {
  letGo();
  byId("toast").replaceChildren();
  for (const id of ["said", "said-sheet", "said-now"]) byId(id).textContent = "";
}

/** Take the bar away. */
function hide() {
  if (held) return;
  clearTimeout(timer);
  byId("toast").hidden = true;
}
