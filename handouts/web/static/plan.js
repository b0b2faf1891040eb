// The middle pane: the patient, the budget, days for all, and the exercises in their order.

import { edited, flash, makeCard } from "./card.js";
import { budgetText } from "./checks.js";
import { button, byId, fill, h, life, message, reveal } from "./dom.js";
import { choice, marks, textField, week } from "./fields.js";
import { meter } from "./icons.js";
import { showPane } from "./panes.js";
import { followSide, makeItem } from "./planfile.js";
import { change, emptyState, forgetUpTo, hasContent, nameOf, redraw, shelf, store } from "./state.js";
import { quiet, say, toast } from "./toast.js";
import { PLAN_SIDES, count, dateText, readDate, seen, weeksAfter } from "./words.js";

const FORGET_MS = 30_000;
const TELL_MS = 1500;
const cards = new Map();
const who = {};
let allDays = null;
const told = { words: "", timer: 0 };

/** Add an exercise at the end with its usual dose; one that is there already is shown instead. */
export function addExercise(id) {
  const there = store.state.items.find((item) => item.id === id);
  if (there) return goTo(there);
  const item = makeItem({ id }, store.state.side);
  const name = nameOf(item);
  change(`add ${name}`, (state) => state.items.push(item));
  toast(`${name} added as number ${store.state.items.length}.`, { canUndo: true });
  flash(item.key, "new");
  const card = byId(`card-${item.key}`);
  if (card) reveal(card);
}

/** Scroll to a card and flash its edge. */
function goTo(item) {
  const card = byId(`card-${item.key}`);
  showPane("plan");
  reveal(card);
  flash(item.key);
  say(`${nameOf(item)} is number ${store.state.items.indexOf(item) + 1}.`);
}

/** Put a pack's exercises into the plan; on a plan with exercises, those it has already stay as they are. */
export function takePack(pack, replaces) {
  const here = replaces ? [] : store.state.items;
  const fresh = pack.exercises.filter((one) => !here.some((item) => item.id === one.id)).map((one) => makeItem(one, store.state.side));
  change(`${replaces ? "load" : "add"} ${pack.title}`, (state) => {
    state.items = [...(replaces ? [] : state.items), ...fresh];
  });
  const left = pack.exercises.length - fresh.length;
  toast(`${pack.title}: ${count(fresh.length, "exercise")} added.${left ? ` ${left} stood in the plan already.` : ""}`, { canUndo: true });
}

/** Clear name, goal and plan in one step; after 30 s it cannot be undone and the name is gone. */
export function newPatient() {
  const { name, layout, paper, language, ink } = store.state;
  const step = change(`clear ${name || "the plan"}`, (state) => Object.assign(state, emptyState({ layout, paper, language, ink })));
  if (!step) return;
  toast(`${name || "Plan"} cleared.`, { canUndo: true, stayMs: FORGET_MS });
  document.body.classList.remove("who-open");
  const forget = () => {
    forgetUpTo(step);
    quiet();
  };
  setTimeout(() => life.signal.aborted || forget(), FORGET_MS);
}

/** Change what belongs to no card, so that the preview goes to none. */
function changePlan(label, update, options = {}) {
  edited.key = null;
  change(label, update, options);
}

/** Make the fields that stay: patient, days for all. */
export function buildPlan() {
  const text = (name, given) => {
    who[name] = textField({
      ...given,
      field: name,
      oninput: (event) => changePlan(`the ${name}`, (state) => { state[name] = seen(event.target.value); }, { join: name }),
    });
    return who[name].root;
  };
  who.side = choice({
    legend: "Side treated",
    options: PLAN_SIDES,
    keys: { l: "left", r: "right", b: "both" },
    onValue: (value) => changePlan("the side treated", (state) => {
      state.side = value;
      for (const item of state.items) followSide(item, value);
    }),
  });
  const goal = text("goal", { label: "Goal, in the patient’s words", placeholder: "For example: run 5 km without stopping", maxlength: 160 });
  goal.classList.add("goal");
  who.flags = marks({
    legend: "Take care with",
    none: "nothing marked",
    options: shelf.start.flags,
    onValue: (values) => changePlan("what to take care with", (state) => { state.flags = values; }),
  });
  byId("who").append(
    h("div", { class: "fl" }, text("name", { label: "Name", className: "t b6", placeholder: "First and last name", maxlength: 60 }), h("div", { id: "said-name" })),
    text("reference", { label: "Reference", placeholder: "Optional", maxlength: 24 }),
    h("div", { class: "fl" }, h("span", { class: "lb", "aria-hidden": "true" }, "Side treated"), who.side.root, h("div", { id: "said-side" })),
    goal,
    reviewField(),
    who.flags.root,
    button({ class: "b done", onclick: () => foldPatient(false) }, "Done"),
  );
  allDays = week({
    legend: "Days for all",
    onValue: (days) => changePlan("days for all", (state) => { state.allDays = days.length ? days : null; }),
  });
  byId("all-days").append(allDays.root);
  byId("edit-who").addEventListener("click", () => foldPatient(true));
}

function foldPatient(isOpen) {
  document.body.classList.toggle("who-open", isOpen);
  if (isOpen) who.name.input.focus();
  else byId("edit-who").focus();
}

function reviewField() {
  const weeks = `${shelf.start.review_weeks} wk`;
  const put = (iso) => {
    byId("said-review").dataset.sign = "";
    changePlan("the review", (state) => { state.review = iso; });
    who.review.write(store.state.review);
    redraw();
  };
  const input = h("input", { class: "t", autocomplete: "off", placeholder: "Date", "aria-label": "Review date", "data-field": "review" });
  input.addEventListener("change", () => {
    const iso = input.value.trim() ? readDate(input.value, shelf.start.today) : "";
    if (iso === null) {
      const words = "Write a date such as 21 Dec 2026, or 4 wk.";
      byId("said-review").replaceChildren(message("r", "", words));
      input.setAttribute("aria-invalid", "true");
      say(words);
      return;
    }
    put(iso);
  });
  who.review = {
    write(iso) {
      input.value = iso ? dateText(iso) : "";
    },
    update(iso, messages) {
      const isWriting = document.activeElement === input || input.getAttribute("aria-invalid") === "true";
      if (!isWriting || iso) this.write(iso);
      if (messages.length) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
  const four = button({ class: "b", "aria-label": `Review in ${weeks}`, onclick: () => put(weeksAfter(shelf.start.today, shelf.start.review_weeks)) }, weeks);
  return h("div", { class: "fl rev" }, h("span", { class: "lb", "aria-hidden": "true" }, "Review"), h("span", { class: "due" }, input, four), h("div", { id: "said-review" }));
}

/** Draw the pane as the state now stands. */
export function drawPlan(state, found) {
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

function drawPatient(state, found) {
  for (const name of ["name", "reference", "goal"]) who[name].update(state[name], found[name]?.some((one) => one.kind === "r") ? `said-${name}` : null);
  who.side.update(state.side, found.side.some((one) => one.kind === "r") ? "said-side" : null);
  who.review.update(state.review, found.review);
  who.flags.update(state.flags);
  for (const name of ["name", "side", "review"]) {
    fill(byId(`said-${name}`), JSON.stringify(found[name]), () => found[name].map((one) => message(one.kind, one.bold, one.rest, [], null, one.why)));
  }
  const side = state.side ? `${new Map(PLAN_SIDES).get(state.side)} side${state.side === "both" ? "s" : ""}` : "No side";
  byId("who-name").textContent = state.name || state.reference || "No name yet";
  byId("who-rest").textContent = [side, state.review ? `Review ${dateText(state.review)}` : "No review"].join(". ");
}

function drawBudget(state, found) {
  const number = state.items.length;
  const most = shelf.start.most_minutes;
  fill(byId("bud-count"), String(number), () => [meter(number / 4, number > 4), count(number, "exercise")]);
  fill(byId("bud-minutes"), String(found.minutes), () => [meter(found.minutes / most, found.minutes > most), `About ${found.minutes} min`]);
  allDays.update(state.allDays ?? []);
  tellBudget(number, found.minutes);
  const shown = number ? found.plan : [];
  fill(byId("plan-messages"), JSON.stringify(shown), () => shown.map((one) => message(one.kind, one.bold, one.rest, [], null, one.why)));
}

/** Say the budget to a screen reader, once it has stood for a moment. */
function tellBudget(number, minutes) {
  const words = number ? budgetText(number, minutes) : "";
  if (words === told.words) return;
  told.words = words;
  clearTimeout(told.timer);
  told.timer = setTimeout(() => words && !life.signal.aborted && say(words), TELL_MS);
}

/** Draw the cards in their order; a card keeps its element, and the focus that is in it. */
function drawCards(state, found) {
  const list = byId("cards");
  const focused = document.activeElement;
  const keys = new Set(state.items.map((item) => item.key));
  for (const [key, card] of cards) {
    if (keys.has(key)) continue;
    card.root.remove();
    cards.delete(key);
  }
  state.items.forEach((item, index) => {
    let card = cards.get(item.key);
    if (!card) {
      card = makeCard(item);
      cards.set(item.key, card);
    }
    const there = list.querySelectorAll(":scope > .card")[index];
    if (there !== card.root) list.insertBefore(card.root, there ?? null);
    card.update(item, index, state, found.items.get(item.key) ?? []);
  });
  if (focused !== document.activeElement && list.contains(focused)) focused.focus();
}
