// The settings of the sheet: layout, paper, language and ink.

import { byId, fill, h } from "./dom.js";
import { choice } from "./fields.js";
import { remember } from "./prefs.js";
import { change, shelf } from "./state.js";

const INKS = [["colour", "Colour"], ["grey", "Grey"], ["ink-saver", "Saver"]];
let ink = null;

/** Put a setting that is now the plan's own, no more the clinic's. */
function put(state, name, value) {
  state[name] = value;
  state.asClinic = state.asClinic.filter((one) => one !== name);
}

/** Make the four settings. */
export function buildSettings() {
  const { layouts, languages } = shelf.start;
  const options = (list) => list.map(({ id, title, name }) => h("option", { value: id }, title ?? name));
  byId("layout").replaceChildren(...options(layouts));
  byId("language").replaceChildren(...options(languages));
  byId("layout").addEventListener("change", (event) => {
    const layout = layouts.find((one) => one.id === event.target.value);
    remember("layout", layout.id);
    change("the layout", (state) => {
      put(state, "layout", layout.id);
      put(state, "paper", layout.papers.includes(state.paper) ? state.paper : layout.papers[0]);
    });
  });
  byId("paper").addEventListener("change", (event) => {
    remember("paper", event.target.value);
    change("the paper", (state) => put(state, "paper", event.target.value));
  });
  byId("language").addEventListener("change", (event) => change("the language", (state) => put(state, "language", event.target.value)));
  ink = choice({
    legend: "Ink",
    options: INKS,
    onValue: (value) => {
      remember("ink", value);
      change("the ink", (state) => put(state, "ink", value));
    },
  });
  byId("ink").append(ink.root);
  byId("change-look").addEventListener("click", () => {
    const isOpen = byId("sheet").classList.toggle("settings-open");
    byId("change-look").setAttribute("aria-expanded", String(isOpen));
    byId("change-look").textContent = isOpen ? "Done" : "Change";
  });
}

/** Draw the settings as the state has them. */
export function drawSettings(state) {
  const { layouts, languages } = shelf.start;
  const layout = layouts.find((one) => one.id === state.layout);
  const papers = layout?.papers ?? [state.paper];
  fill(byId("paper"), papers.join(), () => papers.map((name) => h("option", { value: name }, name)));
  for (const name of ["layout", "paper", "language"]) byId(name).value = state[name];
  ink.update(state.ink);
  const language = languages.find((one) => one.id === state.language)?.name;
  byId("look-words").textContent = [layout?.title, state.paper, language, state.ink].filter(Boolean).join(", ");
}
