// Look closer: all about one exercise, beside the list, without leaving it.

import { button, byId, h } from "./dom.js";
import { icon } from "./icons.js";
import { shelf, store } from "./state.js";
import { SIDES, count } from "./words.js";

const add = { act: () => {} };
let opener = null;

/** Say what adding an exercise does. */
export function onAdd(act) {
  add.act = act;
}

/** Open the panel for an exercise; closing returns to `from`. */
export function openLook(id, from) {
  const exercise = shelf.exercises.get(id);
  if (!exercise) return;
  opener = from ?? opener;
  const panel = byId("look");
  panel.hidden = false;
  panel.replaceChildren(...parts(exercise));
  panel.querySelector(".head button").focus();
}

/** Close the panel and go back to where it was opened from. */
export function closeLook() {
  const panel = byId("look");
  if (panel.hidden) return;
  const hadFocus = panel.contains(document.activeElement);
  panel.hidden = true;
  panel.replaceChildren();
  const back = opener?.isConnected ? opener : byId("list").querySelector(`.hit[data-id="${opener?.dataset.id}"]`);
  if (hadFocus) (back ?? byId("search")).focus();
}

function parts(exercise) {
  const easier = shelf.exercises.get(exercise.easier_exercise);
  const isIn = store.state.items.some((item) => item.id === exercise.id);
  const press = () => {
    closeLook();
    add.act(exercise.id);
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

function body(exercise) {
  const picture = exercise.picture
    ? h("div", { class: "fig" }, h("img", { src: `/figure/${exercise.id}/large.${exercise.picture}`, alt: exercise.alt, width: 366, height: 218 }))
    : h("div", { class: "fig" }, h("span", { class: "letter", "aria-hidden": "true" }, exercise.name.slice(0, 1)));
  picture.querySelector("img")?.addEventListener("error", (event) => {
    event.target.replaceWith(h("span", { class: "letter", "aria-hidden": "true" }, exercise.name.slice(0, 1)));
  });
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

function list(title, lines) {
  const said = lines.filter(Boolean);
  return said.length ? [h("h3", {}, title), h("ul", {}, said.map((line) => h("li", {}, line)))] : [];
}

/** Return a dose as a sentence: 3 sets of 15 s hold, each side, 3 days a week. */
function doseSentence({ sets, reps, hold_s: hold, time_s: time, side, rest_s: rest, effort, load, per_week: perWeek }) {
  const amount = time ? `${time} s` : [reps && count(reps, "repeat"), hold && `${hold} s hold`].filter(Boolean).join(", ");
  const sides = { each: "each side", both_together: "both together" };
  const often = perWeek === 7 ? "every day" : perWeek && `${count(perWeek, "day")} a week`;
  const words = [
    `${count(sets, "set")} of ${amount}`,
    sides[side] ?? new Map(SIDES).get(side)?.toLowerCase(),
    often,
    rest && `${rest} s rest`,
    load,
    effort && `effort ${effort}`,
  ];
  return `${words.filter(Boolean).join(", ")}.`;
}
