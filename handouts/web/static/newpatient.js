// New patient: nothing of the one before is left, on the page or in the program, and nothing brings it back.

import { anotherTab } from "./api.js";
import { forgetCards } from "./card.js";
import { forgetDoses } from "./doses.js";
import { button, byId, find, h, isTouch } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { forgetFiles, save } from "./files.js";
import { forgetFinish } from "./finish.js";
import { forgetSearch } from "./library.js";
import { closeLook } from "./look.js";
import { drop, liftedKey } from "./move.js";
import { showPane } from "./panes.js";
import { buildPatient } from "./plan.js";
import { newState } from "./planfile.js";
import { endSheet, forgetSheet } from "./sheet.js";
import { hasContent, isUnsaved, startAgain, store } from "./state.js";
import { quiet, say } from "./toast.js";

/** Start with an empty page; where the plan was neither saved nor printed, ask first. */
export function newPatient() {
  if (!hasContent(store.state)) return toName();
  if (isUnsaved()) ask();
  else wipe();
}

function ask() {
  const saveFirst = async (/** @type {() => void} */ close) => {
    close();
    if (await save()) wipe();
  };
  const clear = (/** @type {() => void} */ close) => {
    close();
    wipe();
  };
  openDialog({
    title: "New patient",
    opener: byId("new-patient"),
    size: "small",
    body: [h("p", {}, "This plan is not saved. It cannot be brought back.")],
    actions: (close) => [
      button({ class: "b", onclick: close }, "Cancel"),
      button({ class: "b", onclick: () => saveFirst(close) }, "Save plan first"),
      button({ class: "b p", onclick: () => clear(close) }, "Clear it"),
    ],
  });
}

/** Leave nothing of a patient: fields, plan, steps, messages, pictures, frames, and the sheets that the program keeps. */
function wipe() {
  if (liftedKey() !== null) drop();
  document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  closeLook();
  endSheet();
  forgetSheet();
  anotherTab();
  for (const forget of [forgetCards, forgetDoses, forgetFiles, forgetFinish, forgetSearch, buildPatient]) forget();
  startAgain(newState());
  quiet();
  toName();
  say("New patient. Everything of the one before is gone.");
}

function toName() {
  showPane("plan");
  document.body.classList.toggle("who-open", isTouch());
  find(byId("who"), '[data-field="name"]').focus();
}
