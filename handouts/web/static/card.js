// One exercise of the plan: its dose, side and days, what is under More, and the messages beside it.

import { button, byId, fill, h, message, set, tile } from "./dom.js";
import { choice, stepper, textField, week } from "./fields.js";
import { icon } from "./icons.js";
import { doseOf, shownValue, toldDose, usualDose } from "./doses.js";
import { drop, gripDown, gripKey, gripPress, liftedKey, putBack, shift } from "./move.js";
import { makeItem } from "./planfile.js";
import { change, exerciseOf, nameOf, redraw, shelf, store } from "./state.js";
import { toast } from "./toast.js";
import { FIELDS, NOTE_WORDS, SIDES, WHENS, daysText, seen, wordCount } from "./words.js";

const AMOUNTS = ["reps", "hold_s", "time_s"];
const RANGES = ["sets", "reps"];
const DAYS_ARE_SAID = ["frequency", "days", "per_week"];
const SIDE_KEYS = { l: "left", r: "right", e: "each" };
const UNDER_MORE = ["rest_s", "load", "effort", "tempo", "per_day", "days", "when", "note"];
const open = new Set();

/** Return the card's key of the last edit, so that the sheet can show its page. */
export const edited = { key: null };

/** Show the fields under More. */
function openMore(key) {
  open.add(key);
  redraw();
}

/** Change one item of the plan; steps of one field join, and what is typed waits a moment for the next key. */
function edit(key, label, update, join = null, isTyped = Boolean(join)) {
  edited.key = key;
  const options = join ? { join: `${key}-${join}`, atOnce: !isTyped } : {};
  change(label, (state) => update(state.items.find((item) => item.key === key), state), options);
}

/** Forget which cards were open, and which was changed last. */
export function forgetCards() {
  open.clear();
  edited.key = null;
}

/** Put a value into what is said of an item's dose; null takes the field out, so that the usual one counts. */
function putOwn(item, field, value) {
  const often = item.own.frequency;
  const holder = field === "per_day" && often ? often : item.own;
  if (value === null || value === undefined) delete holder[field];
  else holder[field] = value;
}

const heldBy = (item, field) => (field === "per_day" && item.own.frequency ? item.own.frequency : item.own)[field];

/** Return the way by which a field changes its item, and by which it brings an earlier value back. */
function ways(key, name, field) {
  const words = `${(FIELDS[field] ?? field).toLowerCase()} of ${name}`;
  const put = (value, isTyped) => edit(key, words, (item) => putOwn(item, field, value), field, isTyped);
  const held = {
    get: () => heldBy(store.state.items.find((item) => item.key === key) ?? { own: {} }, field),
    put: (value) => put(value ?? null, false),
  };
  return { put, held };
}

/** Remove an item at once, with Undo; focus goes to the next card, the previous one, or search. */
function remove(key) {
  const { items } = store.state;
  const index = items.findIndex((item) => item.key === key);
  const name = nameOf(items[index]);
  if (liftedKey() === key) drop();
  open.delete(key);
  const next = (items[index + 1] ?? items[index - 1])?.key;
  change(`remove ${name}`, (state) => state.items.splice(index, 1));
  toast(`${name} removed.`, { canUndo: true });
  (byId(`card-${next}`)?.querySelector(".grip") ?? byId("search")).focus();
}

/** Make the card of an item; `update` draws it as the item now stands. */
export function makeCard(first) {
  const { key } = first;
  const name = nameOf(first);
  const exercise = exerciseOf(first);
  const root = h("li", { class: "card", id: `card-${key}` });
  const grip = button({ class: "grip", onclick: () => gripPress(key) }, h("b"), icon("grip"));
  grip.addEventListener("pointerdown", (event) => gripDown(event, key, root));
  grip.addEventListener("keydown", (event) => gripKey(event, key, () => remove(key)));
  const head = h("div", { class: "c1" });
  const title = h("h3", {}, name);
  const amounts = exercise ? ["sets", ...AMOUNTS].map((field) => [field, numberField(key, name, field, exercise)]) : [];
  const side = exercise ? sideField(key, name, exercise) : null;
  const dose = h("div", { class: "dose" }, amounts.map(([, field]) => field.root), side?.root ?? []);
  const messages = h("div", { class: "msgs" });
  const more = exercise ? makeMore(first, name, exercise) : null;
  const note = h("p", { class: "note" });
  const reason = reasonField(key, name);
  root.append(grip, tile(exercise, name), head, ...(exercise ? [dose] : []), messages, reason.root, note, ...(more ? [more.root] : []));

  const update = (item, index, state, found) => {
    const isOpen = open.has(key) && Boolean(exercise);
    const isLifted = liftedKey() === key;
    set(grip, "aria-label", `Move ${name}, now ${index + 1} of ${state.items.length}`);
    set(grip, "aria-pressed", isLifted ? "true" : null);
    grip.firstChild.textContent = index + 1;
    root.classList.toggle("open", isOpen);
    root.classList.toggle("lifted", isLifted);
    root.classList.toggle("bad", found.some((one) => one.kind === "r"));
    const told = doseOf(item, state);
    drawHead(head, title, { key, name, isOpen, isLifted, often: exercise ? oftenWords(told) : null, index });
    const ids = drawMessages(messages, key, found);
    if (exercise) {
      drawAmounts(amounts, item, told, ids);
      side.update(told.side, ids.side);
    }
    reason.root.hidden = !item.cleared && !found.some((one) => one.field === "cleared");
    reason.update(item.cleared, ids.cleared);
    const hasNote = item.note.trim() && !isOpen;
    note.hidden = !hasNote;
    fill(note, hasNote ? item.note : "", () => [icon("note"), h("span", {}, "Note: ", h("b", {}, item.note))]);
    more?.update(item, state, ids, isOpen);
  };
  return { root, update };
}

/** Make the field in which a clinician says why an exercise is given though a flag of the patient speaks against it. */
function reasonField(key, name) {
  const field = textField({
    label: "Why is it all right here?",
    field: "cleared",
    placeholder: "For example: cleared by the surgeon on 3 Nov",
    "aria-label": `Why is it all right here? ${name}`,
    oninput: (event) => edit(key, `reason for ${name}`, (item) => { item.cleared = seen(event.target.value); }, "cleared"),
  });
  field.root.classList.add("reason");
  return field;
}

/** Return how often an item is done, in words: Mon Wed Fri, Up to every day, Every day 3 times. */
function oftenWords({ days = [], at_most: isMost, per_day: times }) {
  const words = `${isMost ? "Up to " : ""}${isMost && days.length < 7 ? `${days.length} days: ` : ""}`;
  const said = `${words}${isMost && days.length === 7 ? "every day" : daysText(days)}`;
  return Number(times) > 1 ? `${said}, ${times} times` : said;
}

/** Make the choice of the sides that an exercise can have; one for both sides together has none. */
function sideField(key, name, exercise) {
  const label = h("span", { class: "lb", "aria-hidden": "true" }, "Side");
  if (exercise.dose.side === "both_together") {
    const words = h("span", { class: "both" }, h("span", { class: "sr" }, "Side: "), "Both together");
    return { root: h("div", { class: "fl side" }, label, words), update: () => {} };
  }
  const onValue = (value) => edit(key, `side of ${name}`, (item) => putOwn(item, "side", value));
  const side = choice({ legend: `Side, ${name}`, options: SIDES, keys: SIDE_KEYS, onValue });
  return { root: h("div", { class: "fl side" }, label, side.root), update: side.update };
}

/** Show the amounts that this dose has: sets, then repeats, hold or time; where it has none, repeats. */
function drawAmounts(amounts, item, told, ids) {
  const has = (field) => field in item.own || (told[field] ?? null) !== null;
  const isBare = !AMOUNTS.some(has);
  for (const [field, control] of amounts) {
    control.root.hidden = !(field === "sets" || has(field) || (isBare && field === "reps"));
    control.update(shownValue(item, field, told), ids[field], toldDose(item)?.[field] ?? null);
  }
}

function numberField(key, name, field, exercise) {
  const { put, held } = ways(key, name, field);
  return stepper({
    field,
    about: name,
    limits: exercise.limits[field],
    usual: exercise.dose[field],
    mayBeRange: RANGES.includes(field),
    held,
    onValue: put,
  });
}

function drawHead(head, title, { key, name, isOpen, isLifted, often, index }) {
  const toggle = (toDays) => {
    if (isOpen && !toDays) open.delete(key);
    else open.add(key);
    redraw();
    const card = byId(`card-${key}`);
    if (toDays) card.querySelector(".more .days input").focus();
    else card.querySelector(".more-b").focus();
  };
  fill(head, JSON.stringify([isOpen, isLifted, often, isLifted && index]), () => {
    if (isLifted) {
      return [
        title,
        button({ class: "b ico", "aria-label": `Up, ${name}`, onclick: () => shift(-1) }, icon("arrowUp")),
        button({ class: "b ico", "aria-label": `Down, ${name}`, onclick: () => shift(1) }, icon("arrowDown")),
        button({ class: "b", onclick: drop, onkeydown: (event) => event.key === "Escape" && putBack() }, "Done"),
      ];
    }
    return [
      title,
      often && button({ class: "b q freq", "aria-label": `${often}, days for ${name}`, onclick: () => toggle(true) }, often, icon("down")),
      often &&
        button(
          { class: "b q more-b", "aria-label": `${isOpen ? "Less" : "More"} for ${name}`, "aria-expanded": String(isOpen), onclick: () => toggle(false) },
          isOpen ? "Less" : "More",
          icon(isOpen ? "up" : "down"),
        ),
      button({ class: "b q ico", "aria-label": `Remove ${name}`, onclick: () => remove(key) }, icon("cross")),
    ];
  });
}

/** Draw the messages, each with its way out, and return the id of the one that concerns each field. */
function drawMessages(holder, key, found) {
  const ids = {};
  found.forEach((one, number) => {
    if (one.field && one.kind === "r") ids[one.field] = `said-${key}-${number}`;
  });
  const links = ({ shortens, near = [] }) => [
    ...(shortens ? [["Shorten the note", () => shortenNote(key)]] : []),
    ...near.map((id) => [`Use ${shelf.exercises.get(id).name}`, () => putInstead(key, id)]),
  ];
  fill(holder, JSON.stringify(found), () => found.map((one, number) => message(one.kind, one.bold, one.rest, links(one), `said-${key}-${number}`, one.why)));
  return ids;
}

/** Go to the note, with all that is over 25 words selected: one key takes it away. */
function shortenNote(key) {
  goToCard(key, "note");
  const input = byId(`card-${key}`).querySelector('[data-field="note"]');
  const kept = new RegExp(`^\\s*(\\S+\\s+){${NOTE_WORDS - 1}}\\S+`).exec(input.value);
  input.setSelectionRange(kept && kept[0].length < input.value.length ? kept[0].length : 0, input.value.length);
}

/** Put an exercise of the library in the place of one that is missing, with the dose and note that the plan gave. */
function putInstead(key, id) {
  const index = store.state.items.findIndex((item) => item.key === key);
  const old = store.state.items[index];
  const item = makeItem({ id, dose: old.own, note: old.note });
  change(`use ${nameOf(item)} for ${old.id}`, (state) => state.items.splice(index, 1, item));
  toast(`${nameOf(item)} put in for ${old.id}.`, { canUndo: true });
  byId(`card-${item.key}`).querySelector(".grip").focus();
}

/** Make what stands under More: rest, pace, load, effort, how often, when, and the note. */
function makeMore(first, name, exercise) {
  const { key } = first;
  const texts = moreTexts(key, name);
  const numbers = ["rest_s", "per_day"].map((field) => [field, optional(key, name, field, numberField(key, name, field, exercise))]);
  const when = whenField(key, name);
  const days = daysField(key, name);
  const { root: noteRoot, update: updateNote } = noteField(key, name);
  const [[, rest], [, perDay]] = numbers;
  const [load, effort, tempo] = texts.map(([, field]) => field.root);
  const root = h("div", { class: "more" }, rest.root, load, effort, tempo, when.root, perDay.root, days.root, noteRoot);
  const update = (item, state, ids, isOpen) => {
    root.hidden = !isOpen;
    const [dose, told] = [doseOf(item, state), toldDose(item, state)];
    const shown = (field) => String(heldBy(item, field) ?? dose[field] ?? "");
    for (const [field, control] of [...numbers, ...texts]) control.update(shown(field), ids[field], told?.[field] ?? null);
    when.update(dose.when ?? "", usualDose(item.id).when);
    days.update(item, state, dose);
    updateNote(item, ids);
  };
  return { root, update };
}

/** Let a field that may be left empty show the usual value again once it is left so. */
function optional(key, name, field, control) {
  const { put } = ways(key, name, field);
  control.input.addEventListener("change", () => control.input.value.trim() === "" && put(null, false));
  return control;
}

function moreTexts(key, name) {
  const usual = usualDose(store.state.items.find((item) => item.key === key)?.id);
  const text = (field, label, className, hint, more = {}) => {
    const { put, held } = ways(key, name, field);
    const words = `${hint}${usual[field] ? `. Usual: ${usual[field]}` : ""}`;
    const given = { className, hint: words, held, "aria-label": `${label}, ${name}`, oninput: (event) => put(event.target.value, true), ...more };
    return [field, optional(key, name, field, textField({ label, field, ...given }))];
  };
  return [
    text("load", "Band or weight", "t w176", "8 kg, 15 lb, green band or body weight", { list: "loads", placeholder: "None" }),
    text("effort", "Effort, 0 to 10", "t w88", "6, or 5 to 6, or light, mild, moderate, hard"),
    text("tempo", "Pace", "t w88", "Seconds to lower, pause, lift, pause: 3-0-1-0", { placeholder: "None" }),
  ];
}

function whenField(key, name) {
  const select = h("select", { class: "t", autocomplete: "off", "data-field": "when", "aria-label": `When, ${name}` });
  const root = h("div", { class: "fl" }, h("span", { class: "lb", "aria-hidden": "true" }, "When"), select);
  select.addEventListener("change", () => edit(key, `when of ${name}`, (item) => putOwn(item, "when", select.value || null)));
  const update = (value, usual) => {
    fill(select, String(usual), () => WHENS.filter(([id]) => id || !usual).map(([id, words]) => h("option", { value: id }, words)));
    select.value = value;
  };
  return { root, update };
}

function daysField(key, name) {
  const own = (days) => (item) => {
    const { per_day: times } = item.own.frequency ?? item.own;
    for (const old of DAYS_ARE_SAID) delete item.own[old];
    if (days) Object.assign(item.own, { days }, times ? { per_day: times } : {});
  };
  const days = week({ legend: `Days, ${name}`, onValue: (value) => edit(key, `days of ${name}`, own(value)) });
  const label = h("span", { class: "lb" });
  const root = h("div", { class: "fl" }, label, days.root);
  const back = () => {
    edit(key, `days of ${name}`, own(null));
    days.root.querySelector("input").focus();
  };
  const update = (item, state, dose) => {
    days.update(dose.days ?? []);
    const isOwn = DAYS_ARE_SAID.some((field) => field in item.own);
    fill(label, String(isOwn) + Boolean(state.allDays), () => {
      if (!isOwn) return [h("span", {}, "Days")];
      return [h("span", {}, "Own days"), button({ class: "lnk", onclick: back }, state.allDays ? "Use days for all" : "Use the usual days")];
    });
  };
  return { root, update };
}

function noteField(key, name) {
  const counted = h("span", { class: "words", id: `words-${key}` });
  const note = textField({
    label: "Note on the sheet",
    field: "note",
    placeholder: `Up to ${NOTE_WORDS} words`,
    "aria-label": `Note on the sheet, ${name}`,
    oninput: (event) => edit(key, `note for ${name}`, (item) => { item.note = seen(event.target.value); }, "note"),
  });
  note.root.classList.add("nt");
  note.root.querySelector(".lb").append(counted);
  const update = (item, ids) => {
    note.update(item.note, ids.note);
    counted.textContent = `${wordCount(item.note)} of ${NOTE_WORDS}`;
    counted.classList.toggle("over", wordCount(item.note) > NOTE_WORDS);
  };
  return { root: note.root, update };
}

/** Put the focus on a field of a card, opening More where it stands there. */
export function goToCard(key, field = null) {
  const card = byId(`card-${key}`);
  if (!card) return;
  if (UNDER_MORE.includes(field)) openMore(key);
  const places = { side: ".side input", days: ".more .days input", remove: ".c1 .b.ico" };
  const target = card.querySelector(places[field] ?? `[data-field="${field}"]`) ?? card.querySelector("[data-field]") ?? card.querySelector(".grip");
  card.scrollIntoView({ block: "nearest" });
  target.focus();
}

/** Flash the edge of a card, to show which it is. */
export function flash(key, how = "flash") {
  const card = byId(`card-${key}`);
  if (!card) return;
  card.classList.remove(how);
  card.getBoundingClientRect();
  card.classList.add(how);
  card.addEventListener("animationend", () => card.classList.remove(how), { once: true });
}
