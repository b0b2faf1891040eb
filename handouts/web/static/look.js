// Look closer: all about one exercise, beside the list, without leaving it.

import { button, byId, find, focused, h, seek } from "./dom.js";
import { icon } from "./icons.js";
import { shelf, store } from "./state.js";
import { SIDES, count } from "./words.js";

/** @import { Dose, Exercise, Written } from "../types.js" */

const { look } = store;

/** Say what adding an exercise does. */
export function onAdd(/** @type {(id: string) => void} */ act) {
  look.add = act;
}

/** Open the panel for an exercise; closing returns to `from`. */
export function openLook(/** @type {string} */ id, /** @type {HTMLElement | null} */ from = null) {
  const exercise = shelf.exercises.get(id);
  if (!exercise) return;
  look.opener = from ?? look.opener;
  const panel = byId("look");
  panel.hidden = false;
  panel.replaceChildren(...parts(exercise));
  find(panel, ".head button").focus();
}

/** Close the panel and go back to where it was opened from. */
export function closeLook() {
  const panel = byId("look");
  if (panel.hidden) return;
  const hadFocus = panel.contains(focused());
  panel.hidden = true;
  panel.replaceChildren();
  const { opener } = look;
  const back = opener?.isConnected ? opener : seek(byId("list"), `.hit[data-id="${opener?.dataset.id}"]`);
  if (hadFocus) (back ?? byId("search")).focus();
}

function parts(/** @type {Exercise} */ exercise) {
  const easier = shelf.exercises.get(exercise.easier_exercise ?? "");
  const isIn = store.state.items.some((item) => item.id === exercise.id);
  const press = () => {
    closeLook();
    look.add(exercise.id);
  };
  return [
    h("div", { class: "head" }, h("h2", { id: "look-title" }, exercise.name), button({ class: "b q ico", "aria-label": "Close", onclick: closeLook }, icon("cross"))),
    h("div", { class: "bd", tabIndex: 0, role: "region", "aria-label": `About ${exercise.name}` }, body(exercise)),
    h(
      "footer",
      {},
      easier ? button({ class: "b", onclick: () => openLook(easier.id) }, `Easier: ${easier.name}`) : null,
      button({ class: "b p", onclick: press }, icon(isIn ? "next" : "plus"), isIn ? "Go to it in the plan" : "Add to plan"),
    ),
  ];
}

function body(/** @type {Exercise} */ exercise) {
  const letter = h("span", { class: "letter", "aria-hidden": "true" }, exercise.name.slice(0, 1));
  const onerror = (/** @type {Event} */ { target }) => target instanceof Element && target.replaceWith(letter);
  const picture = exercise.picture
    ? h("div", { class: "fig" }, h("img", { onerror, src: `/figure/${exercise.id}/large.${exercise.picture}`, alt: exercise.alt, width: 366, height: 218 }))
    : h("div", { class: "fig" }, letter);
  const works = [...exercise.muscles.main, ...exercise.muscles.also].join(", ");
  const { evidence } = exercise;
  return [
    picture,
    h("p", {}, exercise.purpose),
    h("p", { class: "mus" }, h("b", {}, "Works"), ` ${works}`),
    ...list("First", [exercise.first]),
    h("h3", {}, "Usual dose"),
    h("p", {}, doseSentence(exercise.dose)),
    evidence ? h("p", { class: "mus" }, `Evidence grade ${evidence.grade}: ${evidence.text}`) : null,
    ...list("Do not give unless cleared", exercise.contraindications),
    ...list("Take care", exercise.precautions),
    ...list("Easier", [exercise.easier]),
    ...list("Harder", [exercise.harder_line]),
    ...list("For patients with", exercise.flags),
  ];
}

function list(/** @type {string} */ title, /** @type {string[]} */ lines) {
  const said = lines.filter(Boolean);
  return said.length ? [h("h3", {}, title), h("ul", {}, said.map((line) => h("li", {}, line)))] : [];
}

/** Return a number or a range with its word: 1 set, 8 to 12 repeats. */
const amountOf = (/** @type {Written} */ amount, /** @type {string} */ word) => (typeof amount === "number" ? count(amount, word) : `${amount} ${word}s`);

/** Return a dose as a sentence: 3 sets of 15 s hold, each side, 3 days a week. */
function doseSentence(/** @type {Dose} */ { sets, reps, hold_s: hold, time_s: time, side, rest_s: rest, effort, load, per_week: perWeek }) {
  const amount = time ? `${time} s` : [reps && amountOf(reps, "repeat"), hold && `${hold} s hold`].filter(Boolean).join(", ");
  /** @type {Record<string, string>} */
  const sides = { each: "each side", both_together: "both together" };
  const often = perWeek === 7 ? "every day" : perWeek && `${amountOf(perWeek, "day")} a week`;
  const words = [
    `${amountOf(sets ?? 0, "set")} of ${amount}`,
    sides[side ?? ""] ?? new Map(SIDES).get(side ?? "")?.toLowerCase(),
    often,
    rest && `${rest} s rest`,
    load,
    effort && `effort ${effort}`,
  ];
  return `${words.filter(Boolean).join(", ")}.`;
}
