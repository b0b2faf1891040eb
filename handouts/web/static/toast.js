// What the page says in passing: the dark bar with Undo, and the words for screen readers.

import { button, byId, h } from "./dom.js";
import { COMMAND } from "./words.js";
import { store, undo } from "./state.js";

const STAY_MS = 8000;
const bar = store.toast;

/** Say something politely to a screen reader. */
export function say(/** @type {string} */ words) {
  announce(byId("said"), words);
}

/** Say that the sheet was drawn. */
export function sayPreview(/** @type {string} */ words) {
  announce(byId("said-sheet"), words);
}

/** Say at once that contact is lost or the page was stopped. */
export function sayNow(/** @type {string} */ words) {
  announce(byId("said-now"), words);
}

function announce(/** @type {HTMLElement} */ region, /** @type {string} */ words) {
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}

/** Show a bar with words, and Undo where the last step can be undone; it stays 8 s, or while hovered or focused. */
export function toast(/** @type {string} */ words, { canUndo = false, stayMs = STAY_MS } = {}) {
  if (bar.held) return;
  /** @type {Node[]} */
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
export function hold(/** @type {Node[]} */ ...parts) {
  bar.held = parts;
  clearTimeout(bar.timer);
  show(parts);
}

/** Let go of the bar that was held. */
export function letGo() {
  bar.held = null;
  hide();
}

function show(/** @type {Node[]} */ parts) {
  byId("toast").replaceChildren(...parts);
  byId("toast").hidden = false;
}

function wait(/** @type {number} */ stayMs) {
  clearTimeout(bar.timer);
  bar.timer = setTimeout(() => {
    const shown = byId("toast");
    if (shown.matches(":hover") || shown.contains(document.activeElement)) wait(1000);
    else hide();
  }, stayMs);
}

/** Take away everything that was said. */
export function quiet() {
  letGo();
  byId("toast").replaceChildren();
  for (const region of [byId("said"), byId("said-sheet"), byId("said-now")]) region.textContent = "";
}

/** Take the bar away. */
function hide() {
  if (bar.held) return;
  clearTimeout(bar.timer);
  byId("toast").hidden = true;
}
