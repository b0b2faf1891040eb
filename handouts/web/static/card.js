// One exercise of the plan: its dose, side and days, what is under More, and the messages beside it.

import { button, byId, fill, h, message, set, tile } from "./dom.js";
import { choice, stepper, textField, week } from "./fields.js";
import { icon } from "./icons.js";
import { drop, gripDown, gripKey, gripPress, liftedKey, putBack, shift } from "./move.js";
import { makeItem } from "./planfile.js";
import { change, daysOf, exerciseOf, nameOf, redraw, shelf, store } from "./state.js";
import { toast } from "./toast.js";
import { FIELDS, NOTE_WORDS, SIDES, daysText, seen, wordCount } from "./words.js";

const AMOUNTS = ["sets", "reps", "hold_s", "time_s"];
const LIMITS = { sets: [1, 20], reps: [1, 100], hold_s: [1, 600], time_s: [1, 3600], rest_s: [0, 600] };
const CONTRAINDICATED = "S05";
const SIDE_KEYS = { l: "left", r: "right", e: "each", b: "both_together" };
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
  const fields = exercise ? amountFields(first, name, exercise) : [];
  const side = choice({
    legend: `Side, ${name}`,
    options: SIDES,
    keys: SIDE_KEYS,
    onValue: (value) => edit(key, `side of ${name}`, (item) => { Object.assign(item, { ownSide: true }).dose.side = value; }),
  });
  const dose = h("div", { class: "dose" }, fields.map(([, field]) => field.root), sideField(side));
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
    drawHead(head, title, { key, name, isOpen, isLifted, days: exercise ? daysWords(item, state) : null, index });
    const ids = drawMessages(messages, key, found);
    for (const [field, control] of fields) control.update(item.dose[field] ?? null, ids[field]);
    side.update(item.dose.side, ids.side);
    reason.root.hidden = !item.cleared && !found.some((one) => one.check === CONTRAINDICATED);
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
    maxlength: 160,
    "aria-label": `Why is it all right here? ${name}`,
    oninput: (event) => edit(key, `reason for ${name}`, (item) => { item.cleared = seen(event.target.value); }, "cleared"),
  });
  field.root.classList.add("reason");
  return field;
}

/** Return the days of an item in words; usual ones may be a most. */
function daysWords(item, state) {
  const days = daysOf(item, state);
  const isUsual = days === exerciseOf(item).dose.days;
  return isUsual && exerciseOf(item).dose.at_most && days.length === 7 ? "Up to every day" : daysText(days);
}

function sideField(side) {
  return h("div", { class: "fl side" }, h("span", { class: "lb", "aria-hidden": "true" }, "Side"), side.root);
}

/** Return the number fields that this dose has: sets, then repeats, hold or time. */
function amountFields(item, name, exercise) {
  const shown = AMOUNTS.filter((field) => field in item.dose);
  if (shown.length === 1) shown.push("reps");
  return shown.map((field) => [field, numberField(item.key, name, field, exercise)]);
}

function numberField(key, name, field, exercise) {
  return stepper({
    field,
    about: name,
    limits: exercise.limits?.[field] ?? LIMITS[field],
    usual: exercise.dose[field],
    onValue: (value, isTyped) => edit(key, `${FIELDS[field].toLowerCase()} of ${name}`, (item) => { item.dose[field] = value; }, field, isTyped),
  });
}

function drawHead(head, title, { key, name, isOpen, isLifted, days, index }) {
  const toggle = (toDays) => {
    if (isOpen && !toDays) open.delete(key);
    else open.add(key);
    redraw();
    const card = byId(`card-${key}`);
    if (toDays) card.querySelector(".more .days input").focus();
    else card.querySelector(".more-b").focus();
  };
  fill(head, JSON.stringify([isOpen, isLifted, days, isLifted && index]), () => {
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
      days && button({ class: "b q freq", "aria-label": `${days}, days for ${name}`, onclick: () => toggle(true) }, days, icon("down")),
      days &&
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
  const item = makeItem({ id, dose: { ...old.kept, ...old.dose, ...(old.days ? { days: old.days } : {}) }, note: old.note }, store.state.side);
  change(`use ${nameOf(item)} for ${old.id}`, (state) => state.items.splice(index, 1, item));
  toast(`${nameOf(item)} put in for ${old.id}.`, { canUndo: true });
  byId(`card-${item.key}`).querySelector(".grip").focus();
}

const usualWords = (usual) => (usual ? `. Usual: ${usual}` : "");

/** Make what stands under More: rest, load, effort, days and the note. */
function makeMore(first, name, exercise) {
  const { key } = first;
  const text = (field, label, words, given) =>
    textField({
      label,
      field,
      ...given,
      oninput: (event) => edit(key, `${words} of ${name}`, (item) => { item.dose[field] = event.target.value.trim(); }, field),
      onchange: (event) => {
        if (!event.target.value.trim()) edit(key, `${words} of ${name}`, (item) => { item.dose[field] = exercise.dose[field] ?? ""; }, field);
      },
    });
  const rest = numberField(key, name, "rest_s", exercise);
  const load = text("load", "Band or weight", "load", { className: "t w176", list: "loads", placeholder: "None", maxlength: 30, "aria-label": `Band or weight, ${name}`, hint: `8 kg, 15 lb, green band or body weight${usualWords(exercise.dose.load)}` });
  const effort = text("effort", "Effort, 0 to 10", "effort", { className: "t w88", maxlength: 10, "aria-label": `Effort, 0 to 10, ${name}`, hint: `6, or 5 to 6, or light, mild, moderate, hard${usualWords(exercise.dose.effort)}` });
  const ownDays = (days) => (item) => {
    item.days = days;
    for (const old of ["frequency", "per_week"]) delete item.kept[old];
  };
  const days = week({ legend: `Days, ${name}`, onValue: (value) => edit(key, `days of ${name}`, ownDays(value)) });
  const daysLabel = h("span", { class: "lb" });
  const counted = h("span", { class: "words", id: `words-${key}` });
  const note = textField({
    label: "Note on the sheet",
    field: "note",
    placeholder: `Up to ${NOTE_WORDS} words`,
    maxlength: 200,
    "aria-label": `Note on the sheet, ${name}`,
    oninput: (event) => edit(key, `note for ${name}`, (item) => { item.note = seen(event.target.value); }, "note"),
  });
  note.root.classList.add("nt");
  note.root.querySelector(".lb").append(counted);
  const root = h("div", { class: "more" }, rest.root, load.root, effort.root, h("div", { class: "fl" }, daysLabel, days.root), note.root);
  const update = (item, state, ids, isOpen) => {
    root.hidden = !isOpen;
    if (!isOpen) return;
    rest.update(item.dose.rest_s ?? null, ids.rest_s);
    load.update(item.dose.load ?? "", ids.load);
    effort.update(item.dose.effort ?? "", ids.effort);
    days.update(daysOf(item, state));
    fill(daysLabel, String(Boolean(item.days)) + Boolean(state.allDays), () => {
      if (!item.days) return [h("span", {}, "Days")];
      const back = () => {
        edit(key, `days of ${name}`, ownDays(null));
        days.root.querySelector("input").focus();
      };
      return [h("span", {}, "Own days"), button({ class: "lnk", onclick: back }, state.allDays ? "Use days for all" : "Use the usual days")];
    });
    note.update(item.note);
    counted.textContent = `${wordCount(item.note)} of ${NOTE_WORDS}`;
    counted.classList.toggle("over", wordCount(item.note) > NOTE_WORDS);
  };
  return { root, update };
}

/** Put the focus on a field of a card, opening More where it stands there. */
export function goToCard(key, field = null) {
  const card = byId(`card-${key}`);
  if (!card) return;
  if (["rest_s", "load", "effort", "days", "note"].includes(field)) openMore(key);
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
