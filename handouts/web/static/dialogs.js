// Dialogs: a title, a body, actions at the right; Escape closes and the focus goes back.

import { button, byId, h, seek } from "./dom.js";
import { icon } from "./icons.js";
import { hasSingleKeys, remember } from "./prefs.js";
import { COMMAND } from "./words.js";

/** @import { Child, DialogGiven } from "../types.js" */

/** Open a dialog over the page; returns what closes it and its body. */
export function openDialog(/** @type {DialogGiven} */ { title, opener, body, actions, size = "", onEnter = null }) {
  const shut = button({ class: "b q ico", "aria-label": "Close", onclick: () => close() }, icon("cross"));
  const content = h("div", { class: "bd" }, body);
  const footer = h("footer", {});
  const dialog = h("dialog", { class: `dlg ${size}`, "aria-labelledby": "dialog-title" });
  dialog.append(h("header", {}, h("h2", { id: "dialog-title" }, title), shut), content, footer);
  const close = () => dialog.close();
  const act = (/** @type {DialogGiven["actions"]} */ make) => {
    const buttons = make ? make(close) : [];
    footer.replaceChildren(...buttons);
    footer.hidden = buttons.length === 0;
  };
  act(actions);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener.isConnected) opener.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && onEnter && event.target instanceof Element && event.target.matches("input:not([type=checkbox])")) {
      event.preventDefault();
      onEnter();
    }
  });
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
  (seek(content, "input:not([type=checkbox]), textarea") ?? shut).focus();
  return { close, content, act, shut };
}

/** Show the keys, and whether single keys work. */
export function openKeys(/** @type {HTMLElement | null} */ opener) {
  /** @type {[caps: string, words: string][]} */
  const keys = [
    ["/", "Search exercises"],
    ["↑ ↓", "Next or previous exercise in a list; more or less in a number"],
    ["Enter", "Add, or go to it if it is in the plan"],
    ["Space", "On an exercise in the list: look closer"],
    ["[ ]", "Previous or next pane"],
    ["1 to 9", "Go to that exercise in the plan"],
    ["Space", "On a number in the plan: pick up to move"],
    ["Alt ↑ ↓", "On a number in the plan: move"],
    ["Delete", "On a number in the plan: remove"],
    ["L R E B", "In the side of an exercise: left, right, each, both"],
    [`${COMMAND} Z`, "Undo"],
    [`${COMMAND} Shift Z`, "Do again"],
    [`${COMMAND} P`, "Print the sheet"],
    [`${COMMAND} S`, "Save the plan to a file"],
    ["?", "Show these keys"],
  ];
  /** @type {(line: [caps: string, words: string]) => Child[]} */
  const row = ([caps, words]) => [h("dt", {}, caps.split(" ").map((cap) => (cap === "to" ? " to " : h("kbd", {}, cap)))), h("dd", {}, words)];
  const input = h("input", { type: "checkbox", class: "sr", checked: hasSingleKeys() });
  input.addEventListener("change", () => remember("singleKeys", input.checked));
  openDialog({
    title: "Keys",
    opener: opener ?? byId("keys"),
    size: "small",
    body: [
      h("dl", { class: "keys" }, keys.flatMap(row)),
      h(
        "label",
        { class: "ck sk" },
        input,
        h("span", { class: "bx" }, icon("tick")),
        h("span", {}, "Use single-key shortcuts", h("small", {}, "Turn off if you speak to your computer.")),
      ),
    ],
  });
}
