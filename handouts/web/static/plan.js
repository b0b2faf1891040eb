// The middle pane: the patient, the budget, days for all, and the exercises in their order.

import { flash, makeCard } from "./card.js";
import { asksSide, budgetText } from "./checks.js";
import { dateText, dateWords, isIso, readDate, weeksAfter } from "./dates.js";
import { button, byId, cardOf, fill, find, focused, h, message, reveal, set } from "./dom.js";
import { choice, marks, menu, textField, week } from "./fields.js";
import { meter } from "./icons.js";
import { keptWords, leaveOut } from "./kept.js";
import { showPane } from "./panes.js";
import { makeItem } from "./planfile.js";
import { change, hasContent, life, nameOf, shelf, store } from "./state.js";
import { say, toast } from "./toast.js";
import { PLAN_SIDES, count, seen } from "./words.js";

/** @import { Control, Findings, Given, Item, Joining, Pack, PatientField, State } from "../types.js" */

const TELL_MS = 1500;
const USUAL = "usual";
/** @type {PatientField[]} */
const PATIENT = ["name", "reference", "side", "goal", "review"];
const { cards, controls, toast: told } = store;

/** Add an exercise at the end with its usual dose; one that is there already is shown instead. */
export function addExercise(/** @type {string} */ id) {
  const there = store.state.items.find((item) => item.id === id);
  if (there) return goTo(there);
  const item = makeItem({ id });
  const name = nameOf(item);
  change(`add ${name}`, (state) => state.items.push(item));
  toast(`${name} added as number ${store.state.items.length}.`, { canUndo: true });
  flash(item.key, "new");
  const card = cardOf(item.key);
  if (card) reveal(card);
}

/** Scroll to a card and flash its edge. */
function goTo(/** @type {Item} */ item) {
  const card = cardOf(item.key);
  showPane("plan");
  if (card) reveal(card);
  flash(item.key);
  say(`${nameOf(item)} is number ${store.state.items.indexOf(item) + 1}.`);
}

/** Put a pack's exercises into the plan; on a plan with exercises, those it has already stay as they are. */
export function takePack(/** @type {Pack} */ pack, /** @type {boolean} */ replaces) {
  const here = replaces ? [] : store.state.items;
  const fresh = pack.exercises.filter((one) => !here.some((item) => item.id === one.id)).map((one) => makeItem(one));
  change(`${replaces ? "load" : "add"} ${pack.title}`, (state) => {
    state.items = [...(replaces ? [] : state.items), ...fresh];
    if (pack.pain && (replaces || !state.pain)) state.pain = pack.pain;
  });
  const left = pack.exercises.length - fresh.length;
  toast(`${pack.title}: ${count(fresh.length, "exercise")} added.${left ? ` ${left} stood in the plan already.` : ""}`, { canUndo: true });
}

/**
 * Change what belongs to no card, so that the preview goes to none.
 * @param {string} label
 * @param {(state: State) => unknown} update
 * @param {Joining} options
 */
function changePlan(label, update, options = {}) {
  cards.edited = null;
  change(label, update, options);
}

/** Make the fields that stay: patient, days for all. */
export function buildPlan() {
  buildPatient();
  const allDays = week({
    legend: "Days for all",
    onValue: (days) => changePlan("days for all", (state) => { state.allDays = days.length ? days : null; }),
  });
  controls.allDays = allDays;
  byId("all-days").append(allDays.root);
  byId("edit-who").addEventListener("click", () => foldPatient(true));
}

/** Make the fields of a patient, in place of those of the patient before: a field remembers what was typed into it. */
export function buildPatient() {
  const text = (/** @type {"name" | "reference" | "goal"} */ name, /** @type {string} */ label, /** @type {Given} */ given, className = "t") =>
    textField({
      label,
      className,
      given,
      field: name,
      onText: (typed) => changePlan(`the ${name}`, (state) => { state[name] = seen(typed); }, { join: name }),
    });
  const name = text("name", "Name", { placeholder: "First and last name" }, "t b6");
  const reference = text("reference", "Reference", { placeholder: "Optional" });
  const goal = text("goal", "Goal, in the patient’s words", { placeholder: "For example: run 5 km without stopping" });
  const review = reviewField();
  const side = choice({
    legend: "Side treated",
    options: PLAN_SIDES,
    keys: { l: "left", r: "right", b: "both" },
    onValue: putSide,
  });
  const flags = marks({
    legend: "Take care with",
    none: "nothing marked",
    options: shelf.start.flags,
    onValue: (values) => changePlan("what to take care with", (state) => { state.flags = values; }),
  });
  const pain = menu({
    label: "Pain rule",
    options: [{ id: "", name: "Usual" }, ...shelf.start.pain_kinds.filter(({ id }) => id !== USUAL)],
    onValue: (value) => changePlan("the pain rule", (state) => { state.pain = value; }),
  });
  controls.who = { name, reference, goal, side, review, flags, pain };
  byId("who").replaceChildren(
    h("div", { class: "fl name" }, name.root, said("name")),
    h("div", { class: "fl reference" }, reference.root, said("reference")),
    h("div", { class: "fl" }, h("span", { class: "lb", "aria-hidden": "true" }, "Side treated"), side.root, said("side")),
    h("div", { class: "fl goal" }, goal.root, said("goal")),
    review.root,
    flags.root,
    pain.root,
    button({ class: "b done", onclick: () => foldPatient(false) }, "Done"),
  );
}

const said = (/** @type {PatientField} */ name) => h("div", { id: `said-${name}` });

/** Put the side that is treated. */
export const putSide = (/** @type {string} */ value) => changePlan("the side treated", (state) => { state.side = value; });

function foldPatient(/** @type {boolean} */ isOpen) {
  document.body.classList.toggle("who-open", isOpen);
  if (isOpen) controls.who?.name.input.focus();
  else byId("edit-who").focus();
}

/** Make the field of the next visit: what is read stands there in words, and what is not stays as it was typed. @returns {Control<string>} */
function reviewField() {
  const weeks = `${shelf.start.review_weeks} wk`;
  const input = h("input", { class: "t", autocomplete: "off", placeholder: "Date", "aria-label": "Review date", "data-field": "review" });
  const shown = (/** @type {string} */ value) => (isIso(value) ? dateText(value) : value);
  const put = (/** @type {string} */ value) => {
    changePlan("the review", (state) => { state.review = value; });
    input.value = shown(value);
    if (isIso(value)) say(`Review: ${dateWords(value)}`);
  };
  input.addEventListener("change", () => {
    const typed = input.value.trim();
    put(readDate(typed, { today: shelf.start.today, order: shelf.start.dates }) ?? typed);
  });
  /** @type {Control<string>["update"]} */
  const update = (value, problemId) => {
    if (document.activeElement !== input) input.value = shown(value);
    input.title = isIso(value) ? dateWords(value) : "";
    set(input, "aria-invalid", problemId ? "true" : null);
    set(input, "aria-describedby", problemId);
  };
  const four = button({ class: "b", "aria-label": `Review in ${weeks}`, onclick: () => put(weeksAfter(shelf.start.today, shelf.start.review_weeks)) }, weeks);
  const root = h("div", { class: "fl rev" }, h("span", { class: "lb", "aria-hidden": "true" }, "Review"), h("span", { class: "due" }, input, four), said("review"));
  return { root, update };
}

/** Draw the pane as the state now stands. */
export function drawPlan(/** @type {State} */ state, /** @type {Findings} */ found) {
  drawPatient(state, found);
  drawBudget(state, found);
  const isEmpty = state.items.length === 0;
  byId("zero").hidden = !isEmpty;
  byId("budget").hidden = isEmpty;
  byId("cards-end").hidden = isEmpty;
  byId("new-patient").hidden = !hasContent(state);
  byId("save-pack").hidden = isEmpty || !shelf.start.can_save_packs;
  drawCards(state, found);
}

function drawPatient(/** @type {State} */ state, /** @type {Findings} */ found) {
  const { who } = controls;
  if (!who) return;
  for (const name of PATIENT) {
    const isWrong = found[name].some((one) => one.kind === "r");
    who[name].update(state[name], isWrong ? `said-${name}` : null);
    fill(find(byId("who"), `#said-${name}`), JSON.stringify(found[name]), () => found[name].map((one) => message(one.kind, one.bold, one.rest, [], null, one.why)));
  }
  who.side.root.classList.toggle("asks", asksSide(state));
  who.flags.update(state.flags);
  who.pain.update(state.pain === USUAL ? "" : state.pain);
  drawKept(state);
  byId("who-rest").classList.toggle("asks", asksSide(state));
  const side = asksSide(state) ? "Which side?" : state.side ? `${new Map(PLAN_SIDES).get(state.side)} side${state.side === "both" ? "s" : ""}` : "No side";
  byId("who-name").textContent = state.name || state.reference || "No name yet";
  byId("who-rest").textContent = `${side}${side.endsWith("?") ? "" : "."} ${isIso(state.review) ? `Review ${dateText(state.review)}` : "No review"}`;
}

/** Name what an opened plan says that has no field here, and its day where it is not today. */
function drawKept(/** @type {State} */ state) {
  const { today } = shelf.start;
  const lines = keptWords(state);
  const isOld = state.given !== today;
  fill(byId("kept"), JSON.stringify([lines, state.given]), () => [
    isOld && message("a", state.given ? `Given on ${dateText(state.given)}.` : "No day of issue.", "The sheet says so too.", [
      ["Use today’s date", () => changePlan("the day of the plan", (next) => { next.given = today; })],
    ]),
    lines.length && message("i", "Also in this plan:", `${lines.join("; ")}.`, [["Leave these out", () => changePlan("what the plan brought along", leaveOut)]]),
  ]);
}

function drawBudget(/** @type {State} */ state, /** @type {Findings} */ found) {
  const number = state.items.length;
  const most = shelf.start.most_minutes;
  fill(byId("bud-count"), String(number), () => [meter(number / 4, number > 4), count(number, "exercise")]);
  const { minutes } = found;
  byId("bud-minutes").hidden = minutes === null;
  fill(byId("bud-minutes"), String(minutes), () => (minutes === null ? null : [meter(minutes / most, minutes > most), `About ${minutes} min`]));
  controls.allDays?.update(state.allDays ?? []);
  tellBudget(number, minutes);
  const shown = number ? found.plan : [];
  fill(byId("plan-messages"), JSON.stringify(shown), () => shown.map((one) => message(one.kind, one.bold, one.rest, [], null, one.why)));
}

/** Say the budget to a screen reader, once it has stood for a moment. */
function tellBudget(/** @type {number} */ number, /** @type {number | null} */ minutes) {
  const words = number ? budgetText(number, minutes) : "";
  if (words === told.budget) return;
  told.budget = words;
  clearTimeout(told.budgetTimer);
  told.budgetTimer = setTimeout(() => words && !life.signal.aborted && say(words), TELL_MS);
}

/** Draw the cards in their order; a card keeps its element, and the focus that is in it. */
function drawCards(/** @type {State} */ state, /** @type {Findings} */ found) {
  const list = byId("cards");
  const before = focused();
  const keys = new Set(state.items.map((item) => item.key));
  for (const [key, card] of cards.made) {
    if (keys.has(key)) continue;
    card.root.remove();
    cards.made.delete(key);
  }
  state.items.forEach((item, index) => {
    let card = cards.made.get(item.key);
    if (!card) {
      card = makeCard(item);
      cards.made.set(item.key, card);
    }
    const there = list.querySelectorAll(":scope > .card")[index];
    if (there !== card.root) list.insertBefore(card.root, there ?? null);
    card.update(item, index, state, found.items.get(item.key) ?? []);
  });
  if (before && before !== focused() && list.contains(before)) before.focus();
}
