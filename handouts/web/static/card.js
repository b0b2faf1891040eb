// One exercise of the plan: its dose, side and days, what is under More, and the messages beside it.

import { button, byId, cardOf, fill, find, findInput, h, message, seek, set, tile } from "./dom.js";
import { choice, stepper, textField, week } from "./fields.js";
import { icon } from "./icons.js";
import { doseOf, shownValue, toldDose, usualDose } from "./doses.js";
import { drop, gripDown, gripKey, gripPress, liftedKey, putBack, shift } from "./move.js";
import { makeItem } from "./planfile.js";
import { change, exerciseOf, nameOf, redraw, shelf, store } from "./state.js";
import { toast } from "./toast.js";
import { FIELDS, NOTE_WORDS, SIDES, WHENS, daysText, seen, wordCount } from "./words.js";

/** @import { Card, Control, Dose, Exercise, Given, Held, InputControl, Item, NumberField, OwnDose, Said, State, Way } from "../types.js" */

/** @typedef {Record<string, string | undefined>} Ids the id of the problem of each field */
/** @typedef {Exclude<keyof OwnDose, "frequency">} Field */

/** @type {("reps" | "hold_s" | "time_s")[]} */
const AMOUNTS = ["reps", "hold_s", "time_s"];
/** @type {NumberField[]} */
const RANGES = ["sets", "reps"];
/** @type {("frequency" | "days" | "per_week")[]} */
const DAYS_ARE_SAID = ["frequency", "days", "per_week"];
const SIDE_KEYS = { l: "left", r: "right", e: "each" };
const UNDER_MORE = ["rest_s", "load", "effort", "tempo", "per_day", "days", "when", "note"];
const { cards } = store;

/** @type {(key: number, state?: State) => Item | undefined} */
const itemOf = (key, state = store.state) => state.items.find((item) => item.key === key);

/** Show the fields under More. */
function openMore(/** @type {number} */ key) {
  cards.open.add(key);
  redraw();
}

/** Change one item of the plan; steps of one field join, and what is typed waits a moment for the next key. */
function edit(/** @type {number} */ key, /** @type {string} */ label, /** @type {(item: Item) => void} */ update, join = "", isTyped = Boolean(join)) {
  cards.edited = key;
  const options = join ? { join: `${key}-${join}`, atOnce: !isTyped } : {};
  change(label, (state) => {
    const item = itemOf(key, state);
    if (item) update(item);
  }, options);
}

/** Forget which cards were open, and which was changed last. */
export function forgetCards() {
  cards.open.clear();
  cards.edited = null;
}

/** Put a value into what is said of an item's dose; null takes the field out, so that the usual one counts. */
function putOwn(/** @type {Item} */ item, /** @type {Field} */ field, /** @type {unknown} */ value) {
  const holder = field === "per_day" && item.own.frequency ? item.own.frequency : item.own;
  if (value === null || value === undefined) Reflect.deleteProperty(holder, field);
  else Object.assign(holder, { [field]: value });
}

/** Return what is said of a field of an item's dose; how often a day may stand in its frequency. */
const heldBy = (/** @type {Pick<Item, "own">} */ item, /** @type {Field} */ field) => (field === "per_day" && item.own.frequency ? item.own.frequency.per_day : item.own[field]);

/** Return the way by which a field changes its item, and by which it brings an earlier value back. */
function ways(/** @type {number} */ key, /** @type {string} */ name, /** @type {Field} */ field) {
  const words = `${(FIELDS[field] ?? field).toLowerCase()} of ${name}`;
  const put = (/** @type {unknown} */ value, /** @type {boolean} */ isTyped) => edit(key, words, (item) => putOwn(item, field, value), field, isTyped);
  /** @type {Held} */
  const held = {
    get: () => heldBy(itemOf(key) ?? { own: {} }, field),
    put: (value) => put(value ?? null, false),
  };
  return { put, held };
}

/** Remove an item at once, with Undo; focus goes to the next card, the previous one, or search. */
function remove(/** @type {number} */ key) {
  const { items } = store.state;
  const index = items.findIndex((item) => item.key === key);
  const name = nameOf(items[index]);
  if (liftedKey() === key) drop();
  cards.open.delete(key);
  const next = (items[index + 1] ?? items[index - 1])?.key;
  change(`remove ${name}`, (state) => state.items.splice(index, 1));
  toast(`${name} removed.`, { canUndo: true });
  const card = cardOf(next);
  ((card && seek(card, ".grip")) ?? byId("search")).focus();
}

/** Make the card of an item; `update` draws it as the item now stands. @returns {Card} */
export function makeCard(/** @type {Item} */ first) {
  const { key } = first;
  const name = nameOf(first);
  const exercise = exerciseOf(first);
  const root = h("li", { class: "card", id: `card-${key}` });
  const place = h("b");
  const grip = button({ class: "grip", onclick: () => gripPress(key) }, place, icon("grip"));
  grip.addEventListener("pointerdown", (event) => gripDown(event, key, { card: root, grip }));
  grip.addEventListener("keydown", (event) => gripKey(event, key, () => remove(key)));
  const head = h("div", { class: "c1" });
  const title = h("h3", {}, name);
  const amounts = exercise ? amountFields(key, name, exercise) : [];
  const side = exercise ? sideField(key, name, exercise) : null;
  const dose = h("div", { class: "dose" }, amounts.map(({ control }) => control.root), side?.root ?? []);
  const messages = h("div", { class: "msgs" });
  const more = exercise ? makeMore(first, name, exercise) : null;
  const note = h("p", { class: "note" });
  const reason = reasonField(key, name);
  root.append(grip, tile(exercise, name), head, ...(exercise ? [dose] : []), messages, reason.root, note, ...(more ? [more.root] : []));

  /** @type {Card["update"]} */
  const update = (item, index, state, found) => {
    const isOpen = cards.open.has(key) && Boolean(exercise);
    const isLifted = liftedKey() === key;
    set(grip, "aria-label", `Move ${name}, now ${index + 1} of ${state.items.length}`);
    set(grip, "aria-pressed", isLifted ? "true" : null);
    place.textContent = String(index + 1);
    root.classList.toggle("open", isOpen);
    root.classList.toggle("lifted", isLifted);
    root.classList.toggle("bad", found.some((one) => one.kind === "r"));
    const told = doseOf(item, state);
    drawHead(head, title, { key, name, isOpen, isLifted, often: exercise ? oftenWords(told) : null, index });
    const ids = drawMessages(messages, key, found);
    if (exercise) {
      drawAmounts(amounts, item, told, ids);
      side?.update(told.side ?? "", ids.side);
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
function reasonField(/** @type {number} */ key, /** @type {string} */ name) {
  const field = textField({
    label: "Why is it all right here?",
    field: "cleared",
    onText: (text) => edit(key, `reason for ${name}`, (item) => { item.cleared = seen(text); }, "cleared"),
    given: { placeholder: "For example: cleared by the surgeon on 3 Nov", "aria-label": `Why is it all right here? ${name}` },
  });
  field.root.classList.add("reason");
  return field;
}

/** Return how often an item is done, in words: Mon Wed Fri, Up to every day, Every day 3 times. */
function oftenWords(/** @type {Dose} */ { days = [], at_most: isMost, per_day: times }) {
  const words = `${isMost ? "Up to " : ""}${isMost && days.length < 7 ? `${days.length} days: ` : ""}`;
  const said = `${words}${isMost && days.length === 7 ? "every day" : daysText(days)}`;
  return Number(times) > 1 ? `${said}, ${times} times` : said;
}

/** Make the choice of the sides that an exercise can have; one for both sides together has none. @returns {Control<string>} */
function sideField(/** @type {number} */ key, /** @type {string} */ name, /** @type {Exercise} */ exercise) {
  const label = h("span", { class: "lb", "aria-hidden": "true" }, "Side");
  if (exercise.dose.side === "both_together") {
    const words = h("span", { class: "both" }, h("span", { class: "sr" }, "Side: "), "Both together");
    return { root: h("div", { class: "fl side" }, label, words), update: () => {} };
  }
  const onValue = (/** @type {string} */ value) => edit(key, `side of ${name}`, (item) => putOwn(item, "side", value));
  const side = choice({ legend: `Side, ${name}`, options: SIDES, keys: SIDE_KEYS, onValue });
  return { root: h("div", { class: "fl side" }, label, side.root), update: side.update };
}

/** Show the amounts that this dose has: sets, then repeats, hold or time; where it has none, repeats. */
function drawAmounts(/** @type {Amounts} */ amounts, /** @type {Item} */ item, /** @type {Dose} */ told, /** @type {Ids} */ ids) {
  const has = (/** @type {NumberField} */ field) => field in item.own || (told[field] ?? null) !== null;
  const isBare = !AMOUNTS.some(has);
  for (const { field, control } of amounts) {
    control.root.hidden = !(field === "sets" || has(field) || (isBare && field === "reps"));
    control.update(shownValue(item, field, told), ids[field], toldDose(item)?.[field] ?? null);
  }
}

/** @typedef {ReturnType<typeof amountFields>} Amounts */

/** Make the fields of sets, repeats, hold and time. */
function amountFields(/** @type {number} */ key, /** @type {string} */ name, /** @type {Exercise} */ exercise) {
  return [/** @type {const} */ ("sets"), ...AMOUNTS].map((field) => ({ field, control: numberField(key, name, field, exercise) }));
}

/** @type {(key: number, name: string, field: NumberField, exercise: Exercise) => InputControl} */
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

/**
 * @param {HTMLElement} head
 * @param {HTMLElement} title
 * @param {{ key: number, name: string, isOpen: boolean, isLifted: boolean, often: string | null, index: number }} card
 */
function drawHead(head, title, { key, name, isOpen, isLifted, often, index }) {
  const toggle = (/** @type {boolean} */ toDays) => {
    if (isOpen && !toDays) cards.open.delete(key);
    else cards.open.add(key);
    redraw();
    const card = cardOf(key);
    if (card) find(card, toDays ? ".more .days input" : ".more-b").focus();
  };
  fill(head, JSON.stringify([isOpen, isLifted, often, isLifted && index]), () => {
    if (isLifted) {
      return [
        title,
        button({ class: "b ico", "aria-label": `Up, ${name}`, onclick: () => shift(-1) }, icon("arrowUp")),
        button({ class: "b ico", "aria-label": `Down, ${name}`, onclick: () => shift(1) }, icon("arrowDown")),
        button({ class: "b", onclick: drop, onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && putBack() }, "Done"),
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
function drawMessages(/** @type {HTMLElement} */ holder, /** @type {number} */ key, /** @type {Said[]} */ found) {
  /** @type {Ids} */
  const ids = {};
  found.forEach((one, number) => {
    if (one.field && one.kind === "r") ids[one.field] = `said-${key}-${number}`;
  });
  /** @type {(said: Said) => Way[]} */
  const links = ({ shortens, near = [] }) => [
    .../** @type {Way[]} */ (shortens ? [["Shorten the note", () => shortenNote(key)]] : []),
    ...near.map((id) => /** @type {Way} */ ([`Use ${shelf.exercises.get(id)?.name ?? id}`, () => putInstead(key, id)])),
  ];
  fill(holder, JSON.stringify(found), () => found.map((one, number) => message(one.kind, one.bold, one.rest, links(one), `said-${key}-${number}`, one.why)));
  return ids;
}

/** Go to the note, with all that is over 25 words selected: one key takes it away. */
function shortenNote(/** @type {number} */ key) {
  goToCard(key, "note");
  const card = cardOf(key);
  if (!card) return;
  const input = findInput(card, '[data-field="note"]');
  const kept = new RegExp(`^\\s*(\\S+\\s+){${NOTE_WORDS - 1}}\\S+`).exec(input.value);
  input.setSelectionRange(kept && kept[0].length < input.value.length ? kept[0].length : 0, input.value.length);
}

/** Put an exercise of the library in the place of one that is missing, with the dose and note that the plan gave. */
function putInstead(/** @type {number} */ key, /** @type {string} */ id) {
  const index = store.state.items.findIndex((item) => item.key === key);
  const old = store.state.items[index];
  const item = makeItem({ id, dose: old.own, note: old.note });
  change(`use ${nameOf(item)} for ${old.id}`, (state) => state.items.splice(index, 1, item));
  toast(`${nameOf(item)} put in for ${old.id}.`, { canUndo: true });
  const card = cardOf(item.key);
  if (card) find(card, ".grip").focus();
}

/** Make what stands under More: rest, pace, load, effort, how often, when, and the note. */
function makeMore(/** @type {Item} */ first, /** @type {string} */ name, /** @type {Exercise} */ exercise) {
  const { key } = first;
  const texts = moreTexts(key, name);
  const number = (/** @type {NumberField} */ field) => ({ field, control: optional(key, name, field, numberField(key, name, field, exercise)) });
  const [rest, perDay] = [number("rest_s"), number("per_day")];
  const when = whenField(key, name);
  const days = daysField(key, name);
  const { root: noteRoot, update: updateNote } = noteField(key, name);
  const fields = [rest, ...texts, perDay];
  const [before, after] = [[rest, ...texts].map(({ control }) => control.root), [perDay.control.root, days.root, noteRoot]];
  const root = h("div", { class: "more" }, before, when.root, after);
  const update = (/** @type {Item} */ item, /** @type {State} */ state, /** @type {Ids} */ ids, /** @type {boolean} */ isOpen) => {
    root.hidden = !isOpen;
    const [dose, told] = [doseOf(item, state), toldDose(item, state)];
    const shown = (/** @type {Field} */ field) => String(heldBy(item, field) ?? dose[field] ?? "");
    for (const { field, control } of fields) control.update(shown(field), ids[field], told?.[field] ?? null);
    when.update(dose.when ?? "", usualDose(item.id).when ?? "");
    days.update(item, state, dose);
    updateNote(item, ids);
  };
  return { root, update };
}

/**
 * Let a field that may be left empty show the usual value again once it is left so.
 * @type {(key: number, name: string, field: Field, control: InputControl) => InputControl}
 */
function optional(key, name, field, control) {
  const { put } = ways(key, name, field);
  control.input.addEventListener("change", () => control.input.value.trim() === "" && put(null, false));
  return control;
}

function moreTexts(/** @type {number} */ key, /** @type {string} */ name) {
  const usual = usualDose(itemOf(key)?.id ?? "");
  /** @type {(field: "load" | "effort" | "tempo", label: string, className: string, hint: string, more?: Given) => { field: Field, control: InputControl }} */
  const text = (field, label, className, hint, more = {}) => {
    const { put, held } = ways(key, name, field);
    const words = `${hint}${usual[field] ? `. Usual: ${usual[field]}` : ""}`;
    const given = { "aria-label": `${label}, ${name}`, ...more };
    const onText = (/** @type {string} */ typed) => put(typed, true);
    return { field, control: optional(key, name, field, textField({ label, field, onText, className, hint: words, held, given })) };
  };
  return [
    text("load", "Band or weight", "t w176", "8 kg, 15 lb, green band or body weight", { list: "loads", placeholder: "None" }),
    text("effort", "Effort, 0 to 10", "t w88", "6, or 5 to 6, or light, mild, moderate, hard"),
    text("tempo", "Pace", "t w88", "Seconds to lower, pause, lift, pause: 3-0-1-0", { placeholder: "None" }),
  ];
}

function whenField(/** @type {number} */ key, /** @type {string} */ name) {
  const select = h("select", { class: "t", autocomplete: "off", "data-field": "when", "aria-label": `When, ${name}` });
  const root = h("div", { class: "fl" }, h("span", { class: "lb", "aria-hidden": "true" }, "When"), select);
  select.addEventListener("change", () => edit(key, `when of ${name}`, (item) => putOwn(item, "when", select.value || null)));
  const update = (/** @type {string} */ value, /** @type {string} */ usual) => {
    fill(select, usual, () => WHENS.filter(([id]) => id || !usual).map(([id, words]) => h("option", { value: id }, words)));
    select.value = value;
  };
  return { root, update };
}

function daysField(/** @type {number} */ key, /** @type {string} */ name) {
  const own = (/** @type {string[] | null} */ days) => (/** @type {Item} */ item) => {
    const { per_day: times } = item.own.frequency ?? item.own;
    for (const old of DAYS_ARE_SAID) delete item.own[old];
    if (days) Object.assign(item.own, { days }, times ? { per_day: times } : {});
  };
  const days = week({ legend: `Days, ${name}`, onValue: (value) => edit(key, `days of ${name}`, own(value)) });
  const label = h("span", { class: "lb" });
  const root = h("div", { class: "fl" }, label, days.root);
  const back = () => {
    edit(key, `days of ${name}`, own(null));
    findInput(days.root).focus();
  };
  const update = (/** @type {Item} */ item, /** @type {State} */ state, /** @type {Dose} */ dose) => {
    days.update(dose.days ?? []);
    const isOwn = DAYS_ARE_SAID.some((field) => field in item.own);
    fill(label, String(isOwn) + Boolean(state.allDays), () => {
      if (!isOwn) return [h("span", {}, "Days")];
      return [h("span", {}, "Own days"), button({ class: "lnk", onclick: back }, state.allDays ? "Use days for all" : "Use the usual days")];
    });
  };
  return { root, update };
}

function noteField(/** @type {number} */ key, /** @type {string} */ name) {
  const counted = h("span", { class: "words", id: `words-${key}` });
  const note = textField({
    label: "Note on the sheet",
    field: "note",
    onText: (text) => edit(key, `note for ${name}`, (item) => { item.note = seen(text); }, "note"),
    given: { placeholder: `Up to ${NOTE_WORDS} words`, "aria-label": `Note on the sheet, ${name}` },
  });
  note.root.classList.add("nt");
  find(note.root, ".lb").append(counted);
  const update = (/** @type {Item} */ item, /** @type {Ids} */ ids) => {
    note.update(item.note, ids.note);
    counted.textContent = `${wordCount(item.note)} of ${NOTE_WORDS}`;
    counted.classList.toggle("over", wordCount(item.note) > NOTE_WORDS);
  };
  return { root: note.root, update };
}

/** Put the focus on a field of a card, opening More where it stands there. */
export function goToCard(/** @type {number} */ key, /** @type {string | null | undefined} */ field = null) {
  const card = cardOf(key);
  if (!card) return;
  if (UNDER_MORE.includes(field ?? "")) openMore(key);
  /** @type {Record<string, string>} */
  const places = { side: ".side input", days: ".more .days input", remove: ".c1 .b.ico" };
  const target = seek(card, places[field ?? ""] ?? `[data-field="${field}"]`) ?? seek(card, "[data-field]") ?? find(card, ".grip");
  card.scrollIntoView({ block: "nearest" });
  target.focus();
}

/** Flash the edge of a card, to show which it is. */
export function flash(/** @type {number} */ key, how = "flash") {
  const card = cardOf(key);
  if (!card) return;
  card.classList.remove(how);
  card.getBoundingClientRect();
  card.classList.add(how);
  card.addEventListener("animationend", () => card.classList.remove(how), { once: true });
}
