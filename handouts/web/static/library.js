// The left pane: the list of exercises with search, filters and groups; a press on a row adds it.

import { button, byId, fill, focused, h, seek, seekAll, set, tile } from "./dom.js";
import { icon } from "./icons.js";
import { closeLook, openLook } from "./look.js";
import { addExercise } from "./plan.js";
import { KINDS, NO_EQUIPMENT, optionsOf, passes, search } from "./search.js";
import { redraw, shelf, store } from "./state.js";
import { say } from "./toast.js";

/** @import { Child, Exercise, FilterKind, Found, Hit, Match, State } from "../types.js" */

const { view } = store;

/** Make the search box, the filters and the choice of section. */
export function buildLibrary() {
  const { sections, groups } = shelf.start;
  const all = sections.flatMap((section) => section.exercises);
  view.names = {
    group: new Map(groups.map((one) => [one.id, one.name])),
    equipment: new Map([{ id: NO_EQUIPMENT, name: "None" }, ...all.flatMap((one) => one.equipment)].map((one) => [one.id, one.name])),
    position: new Map(all.map((one) => [one.position.id, one.position.name])),
  };
  const select = byId("section");
  const options = sections.length > 1 ? [{ id: "", name: "All" }, ...sections] : sections;
  select.replaceChildren(...options.map((one) => h("option", { value: one.id }, one.name)));
  view.section = sections[0].id;
  select.value = view.section;
  select.addEventListener("change", () => {
    view.section = select.value;
    redraw();
  });
  buildSearch();
  byId("clear-search").addEventListener("click", clearSearch);
  byId("filter").addEventListener("click", () => {
    view.isOpen = !view.isOpen;
    redraw();
  });
  byId("list").addEventListener("keydown", listKey);
}

function buildSearch() {
  const box = byId("search");
  box.addEventListener("input", () => {
    view.text = box.value;
    redraw();
    tellMatches();
  });
  box.addEventListener("keydown", searchKey);
}

function searchKey(/** @type {KeyboardEvent} */ event) {
  if (event.key === "Escape" && view.text) {
    event.stopPropagation();
    clearSearch();
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    seek(byId("list"), ".hit")?.focus();
  } else if (event.key === "Enter") {
    const first = found()[0];
    if (!first || !view.text.trim()) return;
    addExercise(first.exercise.id);
    byId("search").select();
  }
}

function clearSearch() {
  view.text = "";
  byId("search").value = "";
  redraw();
  byId("search").focus();
}

/** Empty the search and the filters without a word, and fold them: another patient comes. */
export function forgetSearch() {
  Object.assign(view, { text: "", isOpen: false, current: null });
  byId("search").replaceWith(byId("search").cloneNode());  // a field remembers what was typed into it, and undo would bring it back
  byId("search").value = "";
  buildSearch();
  for (const chosen of Object.values(view.chosen)) chosen.clear();
  fill(byId("filters"), "", () => null);  // while it is folded nothing draws it again
}

function clearFilters() {
  for (const chosen of Object.values(view.chosen)) chosen.clear();
  redraw();
  say("Filter cleared");
}

/** Up and down go from row to row; Space looks closer. */
function listKey(/** @type {KeyboardEvent} */ event) {
  const rows = seekAll(byId("list"), ".hit");
  const here = rows.findIndex((row) => row === event.target);
  if (here < 0) return;
  /** @type {Record<string, number>} */
  const places = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1, PageDown: here + 5, PageUp: here - 5 };
  const to = event.key in places ? places[event.key] : null;
  if (event.key === "ArrowUp" && here === 0) {
    event.preventDefault();
    byId("search").focus();
  } else if (to !== null) {
    event.preventDefault();
    rows[Math.max(0, Math.min(rows.length - 1, to))].focus();
  } else if (event.key === " ") {
    event.preventDefault();
    openLook(rows[here].dataset.id ?? "", rows[here]);
  }
}

function sectionsShown() {
  return shelf.start.sections.filter((section) => !view.section || section.id === view.section);
}

const nameOf = (/** @type {FilterKind} */ kind, /** @type {string} */ id) => view.names[kind].get(id) ?? id;
const all = () => sectionsShown().flatMap((section) => section.exercises);
const found = () => search(all().filter((one) => passes(one, view.chosen)), view.text);
const filterCount = () => KINDS.reduce((sum, [kind]) => sum + view.chosen[kind].size, 0);

function tellMatches() {
  const rows = found();
  const first = view.text.trim() && rows.length ? `. First: ${rows[0].exercise.name}` : "";
  say(`${rows.length} ${rows.length === 1 ? "match" : "matches"}${first}`);
}

/** Draw the pane as the plan and the search now stand. */
export function drawLibrary(/** @type {State} */ state) {
  set(byId("filter"), "aria-expanded", String(view.isOpen));
  byId("filter-words").textContent = filterCount() ? `Filter (${filterCount()})` : "Filter";
  byId("clear-search").hidden = !view.text;
  byId("search-key").hidden = Boolean(view.text);
  byId("filters").hidden = !view.isOpen;
  if (view.isOpen) drawFilters();
  const rows = found();
  /** @type {Map<string, number>} */
  const numbers = new Map();
  for (const [index, item] of state.items.entries()) if (!numbers.has(item.id)) numbers.set(item.id, index + 1);
  const sign = JSON.stringify([view.text, view.section, rows.map((row) => row.exercise.id), filterCount(), [...numbers]]);
  const focusedId = byId("list").contains(focused()) ? focused()?.dataset.id : null;
  fill(byId("list"), sign, () => makeList(rows, numbers));
  if (focusedId) seek(byId("list"), `.hit[data-id="${focusedId}"]`)?.focus();
  rove();
}

/** Keep one row in the tab order: the one last used, or the first. */
function rove() {
  const rows = seekAll(byId("list"), ".hit");
  const current = rows.find((row) => row.dataset.id === view.current) ?? rows[0];
  for (const row of rows) row.tabIndex = row === current ? 0 : -1;
}

/** @returns {Child[]} */
function makeList(/** @type {Found[]} */ rows, /** @type {Map<string, number>} */ numbers) {
  const isSearch = view.text.trim() || filterCount();
  const row = (/** @type {Found} */ { exercise, hit }) => makeRow(exercise, hit, numbers.get(exercise.id));
  if (!isSearch) {
    return sectionsShown().flatMap((section) =>
      section.groups.flatMap(({ id, line }) => {
        const here = rows.filter(({ exercise }) => exercise.group === id && section.exercises.includes(exercise));
        if (!here.length) return [];
        const title = view.section ? nameOf("group", id) : `${section.name}: ${nameOf("group", id).toLowerCase()}`;
        const count = h("em", {}, String(here.length));
        return [h("h3", { class: "gh" }, title, " ", h("span", {}, line), " ", count), h("ul", {}, here.map(row))];
      }),
    );
  }
  const without = search(all(), view.text).length - rows.length;
  const clear = filterCount() ? button({ class: "lnk", onclick: clearFilters }, "Clear filter") : button({ class: "lnk", onclick: clearSearch }, "Clear search");
  if (!rows.length) {
    const said = view.text.trim() ? `Nothing matches "${view.text.trim()}". Try a muscle, or part of a name.` : "Nothing matches the filter.";
    return [h("p", { class: "found" }, h("span", {}, said), clear), without ? moreWithout(without) : null];
  }
  return [h("p", { class: "found" }, h("span", {}, foundWords(rows.length)), clear), h("ul", {}, rows.map(row)), without ? moreWithout(without) : null];
}

function foundWords(/** @type {number} */ number) {
  const parts = [`${number} of ${all().length}`];
  if (view.text.trim()) parts.push(`match "${view.text.trim()}"`);
  const chosen = KINDS.flatMap(([kind]) => [...view.chosen[kind]].map((id) => nameOf(kind, id).toLowerCase()));
  if (chosen.length) parts.push(`with ${chosen.length > 2 ? `${chosen.length} filters` : chosen.join(", ")}`);
  return parts.join(" ");
}

function moreWithout(/** @type {number} */ number) {
  return h("p", { class: "found" }, h("span", {}, `${number} more match without the filter`), button({ class: "lnk", onclick: clearFilters }, "Show them"));
}

function makeRow(/** @type {Exercise} */ exercise, /** @type {Hit} */ hit, /** @type {number | undefined} */ number) {
  const label = number ? `${exercise.name}, in the plan as number ${number}. Go to it` : `Add ${exercise.name} to the plan`;
  const act = () => {
    closeLook();
    addExercise(exercise.id);
  };
  const main = button({ class: "hit", tabIndex: -1, "aria-label": label, "data-id": exercise.id, onclick: act });
  main.addEventListener("focus", () => {
    view.current = exercise.id;
    rove();
  });
  const look = { class: "peek", tabIndex: -1, "aria-label": `Look at ${exercise.name}`, onclick: () => openLook(exercise.id, main) };
  const kit = exercise.equipment.length ? exercise.equipment.map((one) => one.name).join(", ") : "no equipment";
  const second = hit.reason && hit.part ? h("small", {}, `${hit.reason}: `, marked(hit.part)) : h("small", {}, `${exercise.dose_line.replace(" x ", " × ")} · ${kit}`);
  const name = h("b", {}, hit.part && !hit.reason ? marked(hit.part) : exercise.name);
  const add = h("span", { class: "add", "aria-hidden": "true" }, number ? String(number) : icon("plus"));
  return h("li", { class: number ? "ex on" : "ex" }, main, button(look, tile(exercise, exercise.name)), h("div", {}, name, second), add);
}

/** Return a text with the part that matched marked. @returns {Child[]} */
function marked(/** @type {Match} */ { words, at, length }) {
  return [words.slice(0, at), h("mark", {}, words.slice(at, at + length)), words.slice(at + length)];
}

function drawFilters() {
  const sign = JSON.stringify([view.text, view.section, KINDS.map(([kind]) => [...view.chosen[kind]])]);
  const chip = focused()?.dataset.chip;
  fill(byId("filters"), sign, () => KINDS.map(([kind, title]) => chips(kind, title)));
  if (chip) seek(byId("filters"), `[data-chip="${chip}"]`)?.focus();
}

function chips(/** @type {FilterKind} */ kind, /** @type {string} */ title) {
  const others = search(all().filter((one) => passes(one, view.chosen, kind)), view.text).map(({ exercise }) => exercise);
  const here = new Set(all().flatMap((one) => optionsOf(one, kind)));
  const make = (/** @type {[string, string]} */ [id, name]) => {
    const isOn = view.chosen[kind].has(id);
    const number = others.filter((one) => optionsOf(one, kind).includes(id)).length;
    const press = () => {
      if (isOn) view.chosen[kind].delete(id);
      else view.chosen[kind].add(id);
      redraw();
      tellMatches();
    };
    const given = { class: isOn ? "chip on" : "chip", "aria-pressed": String(isOn), "data-chip": `${kind}-${id}`, onclick: press };
    return button(given, isOn ? icon("tick") : null, name.slice(0, 1).toUpperCase() + name.slice(1), " ", h("i", {}, String(number)));
  };
  const options = [...view.names[kind]].filter(([id]) => here.has(id));
  return h("fieldset", {}, h("legend", {}, title), h("div", { class: "chips" }, options.map(make)));
}

