// The settings of the sheet: layout, paper, language and ink.

import { byId, fill, h } from "./dom.js";
import { choice } from "./fields.js";
import { remember } from "./prefs.js";
import { change, shelf, store } from "./state.js";

/** @import { LayoutFacts, Look, Named, State } from "../types.js" */

/** @type {[id: string, words: string][]} */
const INKS = [["colour", "Colour"], ["grey", "Grey"], ["ink-saver", "Saver"]];
/** @type {("layout" | "paper" | "language")[]} */
const MENUS = ["layout", "paper", "language"];

/** Put a setting that is now the plan's own, no more the clinic's. */
function put(/** @type {State} */ state, /** @type {keyof Look} */ name, /** @type {string} */ value) {
  state[name] = value;
  state.asClinic = state.asClinic.filter((one) => one !== name);
}

/** Make the four settings. */
export function buildSettings() {
  const { layouts, languages } = shelf.start;
  const options = (/** @type {(LayoutFacts | Named)[]} */ list) => list.map((one) => h("option", { value: one.id }, "title" in one ? one.title : one.name));
  byId("layout").replaceChildren(...options(layouts));
  byId("language").replaceChildren(...options(languages));
  byId("layout").addEventListener("change", () => {
    const layout = layouts.find((one) => one.id === byId("layout").value);
    if (!layout) return;
    remember("layout", layout.id);
    change("the layout", (state) => {
      put(state, "layout", layout.id);
      put(state, "paper", layout.papers.includes(state.paper) ? state.paper : layout.papers[0]);
    });
  });
  byId("paper").addEventListener("change", () => {
    const paper = byId("paper").value;
    remember("paper", paper);
    change("the paper", (state) => put(state, "paper", paper));
  });
  byId("language").addEventListener("change", () => change("the language", (state) => put(state, "language", byId("language").value)));
  const ink = choice({
    legend: "Ink",
    options: INKS,
    onValue: (value) => {
      remember("ink", value);
      change("the ink", (state) => put(state, "ink", value));
    },
  });
  store.controls.ink = ink;
  byId("ink").append(ink.root);
  byId("change-look").addEventListener("click", () => {
    const isOpen = byId("sheet").classList.toggle("settings-open");
    byId("change-look").setAttribute("aria-expanded", String(isOpen));
    byId("change-look").textContent = isOpen ? "Done" : "Change";
  });
}

/** Draw the settings as the state has them. */
export function drawSettings(/** @type {State} */ state) {
  const { layouts, languages } = shelf.start;
  const layout = layouts.find((one) => one.id === state.layout);
  const papers = layout?.papers ?? [state.paper];
  fill(byId("paper"), papers.join(), () => papers.map((name) => h("option", { value: name }, name)));
  for (const name of MENUS) byId(name).value = state[name];
  store.controls.ink?.update(state.ink);
  const language = languages.find((one) => one.id === state.language)?.name;
  byId("look-words").textContent = [layout?.title, state.paper, language, state.ink].filter(Boolean).join(", ");
}
