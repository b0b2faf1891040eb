// Which pane is seen where not all three fit, and going from pane to pane.

import { byId, find, isPhone, seekAll } from "./dom.js";

/** @import { Pane } from "../types.js" */

/** @type {Pane[]} */
const PANES = ["library", "plan", "sheet"];

/** Show a pane where it may be hidden: the tab of a phone, the switch of a tablet. */
export function showPane(/** @type {Pane} */ name) {
  document.body.dataset.tab = name;
  if (name !== "plan") document.body.dataset.left = name;
  for (const link of document.querySelectorAll(".tabs a")) {
    const isHere = link.getAttribute("href") === `#${name}`;
    link.classList.toggle("on", isHere);
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const radio of switches()) {
    radio.checked = radio.value === document.body.dataset.left;
    radio.parentElement?.classList.toggle("on", radio.checked);
  }
}

const switches = () => seekAll(document, ".sw input").filter((one) => one instanceof HTMLInputElement);
const paneOf = (/** @type {string | undefined} */ name) => PANES.find((pane) => pane === name) ?? "plan";

/** Put the focus on the heading of a pane. */
export function goToPane(/** @type {Pane} */ name) {
  showPane(name);
  find(byId(name), "h2").focus();
}

/** Go to the pane before or after the one with the focus. */
export function nextPane(/** @type {number} */ by) {
  const here = PANES.findIndex((name) => byId(name).contains(document.activeElement));
  goToPane(PANES[(Math.max(here, 0) + by + PANES.length) % PANES.length]);
}

/** Make the tabs, the switch and the skip links work. */
export function buildPanes() {
  for (const link of seekAll(document, ".tabs a, .skip a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goToPane(paneOf(link.getAttribute("href")?.slice(1)));
    });
  }
  for (const radio of switches()) radio.addEventListener("change", () => showPane(paneOf(radio.value)));
  showPane("library");  // on a tablet the list is seen beside the plan
  showPane(isPhone() ? "library" : "plan");
}
