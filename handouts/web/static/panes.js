// Which pane is seen where not all three fit, and going from pane to pane.

import { byId, isPhone } from "./dom.js";

const PANES = ["library", "plan", "sheet"];

/** Show a pane where it may be hidden: the tab of a phone, the switch of a tablet. */
export function showPane(name) {
  document.body.dataset.tab = name;
  if (name !== "plan") document.body.dataset.left = name;
  for (const link of document.querySelectorAll(".tabs a")) {
    const isHere = link.getAttribute("href") === `#${name}`;
    link.classList.toggle("on", isHere);
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const radio of document.querySelectorAll(".sw input")) {
    radio.checked = radio.value === document.body.dataset.left;
    radio.parentElement.classList.toggle("on", radio.checked);
  }
}

/** Put the focus on the heading of a pane. */
export function goToPane(name) {
  showPane(name);
  byId(name).querySelector("h2").focus();
}

/** Go to the pane before or after the one with the focus. */
export function nextPane(by) {
  const here = PANES.findIndex((name) => byId(name).contains(document.activeElement));
  goToPane(PANES[(Math.max(here, 0) + by + PANES.length) % PANES.length]);
}

/** Make the tabs, the switch and the skip links work. */
export function buildPanes() {
  for (const link of document.querySelectorAll(".tabs a, .skip a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goToPane(link.getAttribute("href").slice(1));
    });
  }
  for (const radio of document.querySelectorAll(".sw input")) radio.addEventListener("change", () => showPane(radio.value));
  showPane(isPhone() ? "library" : "plan");
  document.body.dataset.left = "library";
  showPane(document.body.dataset.tab);
}
