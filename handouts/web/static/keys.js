// Keys that work anywhere on the page.

import { goToCard } from "./card.js";
import { byId, focused, listen, takesText } from "./dom.js";
import { openKeys } from "./dialogs.js";
import { save } from "./files.js";
import { press } from "./finish.js";
import { closeLook } from "./look.js";
import { drop, liftedKey, putBack } from "./move.js";
import { nextPane, showPane } from "./panes.js";
import { hasSingleKeys } from "./prefs.js";
import { redo, store, undo } from "./state.js";
import { say } from "./toast.js";

const isStepper = (/** @type {EventTarget | null} */ element) => element instanceof Element && element.getAttribute("role") === "spinbutton";

/** Undo or do again, and say what. */
export function turnBack(/** @type {boolean} */ again) {
  if (liftedKey() !== null) drop();
  const words = again ? redo() : undo();
  say(words ? `${again ? "Done again" : "Undone"}: ${words}` : `Nothing to ${again ? "do again" : "undo"}`);
}

function commandKey(/** @type {KeyboardEvent} */ event) {
  const key = event.key.toLowerCase();
  /** @type {Record<string, () => void>} */
  const acts = { p: press, s: save, z: () => turnBack(event.shiftKey), y: () => turnBack(true) };
  if (!acts[key] || event.altKey) return;
  const isTyping = takesText(event.target) && !isStepper(event.target) && event.target !== byId("search");
  if (["z", "y"].includes(key) && isTyping) return;
  event.preventDefault();
  acts[key]();
}

function singleKey(/** @type {KeyboardEvent} */ event) {
  const { key } = event;
  /** @type {Record<string, () => void>} */
  const acts = {
    "/": () => {
      showPane("library");
      byId("search").focus();
      byId("search").select();
    },
    "[": () => nextPane(-1),
    "]": () => nextPane(1),
    "?": () => openKeys(focused()),
  };
  const item = /^[1-9]$/.test(key) ? store.state.items[Number(key) - 1] : null;
  if (!acts[key] && !item) return;
  event.preventDefault();
  if (item) {
    showPane("plan");
    goToCard(item.key);
  } else acts[key]();
}

/** Listen to the keys of the page. */
export function buildKeys() {
  listen("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") {
      if (liftedKey() !== null) putBack();
      else closeLook();
    } else if (event.ctrlKey || event.metaKey) commandKey(event);
    else if (!event.altKey && !takesText(event.target) && hasSingleKeys()) singleKey(event);
  });
}
