// The controls of a dose: a number with minus and plus, a choice of one, the days of a week.

import { button, findInput, h, set } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./state.js";
import { say } from "./toast.js";
import { DAYS, DAY_NAMES, FIELDS } from "./words.js";

/** @import { Control, Given, Held, InputControl, Named, NumberField, Written } from "../types.js" */

/** Return another number for a name that no other field has. */
const nextName = () => store.controls.nextName++;

/** Return how much one press changes a number: seconds above 10 by 5, all else by 1. */
function stepOf(/** @type {string} */ field, /** @type {number} */ value, /** @type {boolean} */ up) {
  return field.endsWith("_s") && (up ? value >= 10 : value > 10) ? 5 : 1;
}

/** Return the ends of a number or a range as the program writes them, 8 or 8 to 12; null for any other text. @returns {[least: number, most: number] | null} */
function endsOf(/** @type {unknown} */ value) {
  const found = /^(\d+)(?: to (\d+))?$/.exec(String(value ?? "").trim());
  return found && [Number(found[1]), Number(found[2] ?? found[1])];
}

/**
 * Return a number or a range one step on, or null where it would pass a limit.
 * @param {string} field
 * @param {[number, number]} ends
 * @param {boolean} up
 * @param {number} times
 * @param {[number, number]} limits
 */
function stepped(field, [low, high], up, times, [least, most]) {
  const by = (up ? 1 : -1) * stepOf(field, low, up) * times;
  if (low === high) {
    const next = Math.min(most, Math.max(least, low + by));
    return next === low ? null : String(next);
  }
  return low + by < least || high + by > most ? null : `${low + by} to ${high + by}`;
}

/**
 * Make a field of an amount with minus and plus. What is typed stays as it was typed; `onValue` gets it, and whether it was typed.
 * @param {{
 *   field: NumberField, about: string, limits: [number, number], usual: Written | undefined, mayBeRange?: boolean,
 *   onValue: (value: string, isTyped: boolean) => void, held: Held,
 * }} given
 * @returns {InputControl}
 */
export function stepper({ field, about, limits, usual, mayBeRange = false, onValue, held }) {
  const name = FIELDS[field];
  const [least, most] = limits;
  const input = h("input", {
    role: "spinbutton",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `${name}, ${about}`,
    "aria-valuemin": least,
    "aria-valuemax": most,
    "data-field": field,
  });
  const range = mayBeRange ? ", or a range" : "";
  const hint = makeHint(`${least} to ${most}${range}${usual === undefined || usual === null ? "" : `. Usual: ${usual}`}`, input);
  const reads = makeReads(field);
  /** @type {unknown} */
  let read = null;
  const step = (/** @type {boolean} */ up, times = 1) => {
    const isEmpty = input.value.trim() === "";
    const here = endsOf(input.value) ?? (isEmpty ? /** @type {[number, number]} */ ([least - 1, least - 1]) : endsOf(read));
    if (!here) {
      say(`${name}: ${input.value.trim()} is not read as a number. Write it another way.`);
      return;
    }
    const next = isEmpty ? String(least) : stepped(field, here, up, times, limits);
    if (next === null) say(`${name}: ${up ? `${most} is the most` : `${least} is the least`}`);
    else onValue(next, false);
  };
  input.addEventListener("input", () => onValue(input.value, true));
  input.addEventListener("keydown", (event) => {
    /** @type {Record<string, [boolean, number]>} */
    const moves = { ArrowUp: [true, 1], ArrowDown: [false, 1], PageUp: [true, 5], PageDown: [false, 5] };
    if (!moves[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(...moves[event.key]);
  });
  bringsBack(input, held);
  let isFresh = false;
  input.addEventListener("focus", () => {
    isFresh = true;
    input.select();
  });
  input.addEventListener("click", () => {  // the press that gave the focus has just put the caret somewhere
    if (isFresh) input.select();
    isFresh = false;
  });
  const fewer = button({ tabIndex: -1, "aria-label": `Fewer: ${name}`, onclick: () => step(false) }, icon("minus"));
  const more = button({ tabIndex: -1, "aria-label": `More: ${name}`, onclick: () => step(true) }, icon("plus"));
  const label = h("span", { class: "lb", "aria-hidden": "true" }, name);
  const root = h("div", { class: "fl" }, label, h("span", { class: "st" }, fewer, input, more), reads.words, hint);
  /** @type {InputControl["update"]} */
  const update = (value, problemId, told) => {
    if (input.value !== value) input.value = value;
    read = problemId ? null : told;
    const ends = endsOf(value) ?? endsOf(read);
    input.classList.toggle("long", value.length > 4);
    set(input, "aria-valuenow", ends?.[0] ?? null);
    set(input, "aria-valuetext", ends && String(ends[0]) === value ? null : value || null);
    set(fewer, "aria-disabled", ends !== null && ends[0] <= least);
    set(more, "aria-disabled", ends !== null && ends[1] >= most);
    describe(input, problemId, [reads.tell(value, read), hint]);
  };
  return { root, input, update };
}

/** Make the words that say how the program read what was typed, where it would write it another way. */
function makeReads(/** @type {string} */ field) {
  const words = h("span", { class: "reads", id: `reads-${nextName()}`, hidden: true });
  const unit = field.endsWith("_s") ? " s" : "";
  const tell = (/** @type {string} */ value, /** @type {unknown} */ read) => {
    const isOther = read !== null && read !== undefined && value.trim() !== "" && value.trim() !== String(read);
    words.hidden = !isOther;
    words.textContent = isOther ? `Reads as ${read}${unit}` : "";
    return isOther ? words : null;
  };
  return { words, tell };
}

/** Let Escape bring back what a field held when it got the focus; `held` gives it, and puts it back. */
function bringsBack(/** @type {HTMLInputElement} */ input, /** @type {Held | null} */ held) {
  if (!held) return;
  /** @type {{ shown: string, value: unknown } | null} */
  let before = null;
  input.addEventListener("focus", () => { before = { shown: input.value, value: held.get() }; });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !before || input.value === before.shown) return;
    event.preventDefault();
    held.put(before.value);
    input.select();
  });
}

/** Make what a field says while it has the focus: what may stand in it. Escape takes it away. */
function makeHint(/** @type {string} */ words, /** @type {HTMLInputElement} */ input) {
  if (!words) return null;
  const hint = h("span", { class: "tip", id: `tip-${nextName()}` }, words);
  input.addEventListener("focus", () => { hint.hidden = false; });
  input.addEventListener("keydown", (event) => { hint.hidden ||= event.key === "Escape"; });
  return hint;
}

/**
 * Tie a field to its problem, to how it was read and to its hint.
 * @param {HTMLInputElement} input
 * @param {string | null | undefined} problemId
 * @param {(HTMLElement | null)[]} others
 */
function describe(input, problemId, others) {
  set(input, "aria-invalid", problemId ? "true" : null);
  set(input, "aria-describedby", [problemId, ...others.map((one) => one?.id)].filter(Boolean).join(" ") || null);
}

/**
 * Make a choice of one as a row of radios; `keys` maps a letter to an option.
 * @param {{ legend: string, options: [string, string][], onValue: (value: string) => void, keys?: Record<string, string> }} given
 * @returns {Control<string>}
 */
export function choice({ legend, options, onValue, keys = {} }) {
  const name = `choice-${nextName()}`;
  const labels = options.map(([value, words]) => {
    const input = h("input", { type: "radio", class: "sr", name, value, autocomplete: "off", onchange: () => onValue(value) });
    return h("label", {}, input, words);
  });
  const root = h("fieldset", { class: "seg" }, h("legend", { class: "sr" }, legend), labels);
  root.addEventListener("keydown", (event) => {
    const value = keys[event.key.toLowerCase()];
    if (!value || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    findInput(root, `input[value="${value}"]`).focus();
    onValue(value);
  });
  /** @type {Control<string>["update"]} */
  const update = (value, problemId) => {
    for (const label of labels) {
      const input = findInput(label);
      input.checked = input.value === value;
      label.classList.toggle("on", input.checked);
      set(input, "aria-describedby", problemId);
    }
    root.classList.toggle("wrong", Boolean(problemId));
  };
  return { root, update };
}

/**
 * Make the seven days of a week; `onValue` gets the chosen days, Monday first.
 * @param {{ legend: string, onValue: (days: string[]) => void }} given
 * @returns {Control<string[]>}
 */
export function week({ legend, onValue }) {
  /** @type {HTMLElement[]} */
  const labels = DAYS.map((day, index) => {
    const change = () => onValue(DAYS.filter((_, at) => findInput(labels[at]).checked));
    const input = h("input", { type: "checkbox", class: "sr", value: day, autocomplete: "off", "aria-label": DAY_NAMES[index], onchange: change });
    return h("label", { title: DAY_NAMES[index] }, input, DAY_NAMES[index][0]);
  });
  const root = h("fieldset", { class: "days" }, h("legend", { class: "sr" }, legend), labels);
  /** @type {Control<string[]>["update"]} */
  const update = (days) => {
    for (const label of labels) {
      const input = findInput(label);
      input.checked = days.includes(input.value);
      label.classList.toggle("on", input.checked);
    }
  };
  return { root, update };
}

/**
 * Make a fold with words to press, each on or off; `onValue` gets those that are on, in their order. Its head says which.
 * @param {{ legend: string, none: string, options: Named[], onValue: (values: string[]) => void }} given
 * @returns {Control<string[]>}
 */
export function marks({ legend, none, options, onValue }) {
  /** @type {Set<string | undefined>} */
  const chosen = new Set();
  const is = h("span", { class: "is" });
  const head = h("summary", {}, h("span", { class: "lb" }, legend), is);
  const chips = options.map(({ id, name }) => {
    const press = () => onValue(options.map((one) => one.id).filter((one) => (one === id) !== chosen.has(one)));
    return button({ class: "chip", "aria-pressed": "false", "data-mark": id, onclick: press }, name);
  });
  const root = h("details", { class: "marks" }, head, h("div", { class: "chips", role: "group", "aria-label": legend }, chips));
  /** @type {Control<string[]>["update"]} */
  const update = (values) => {
    chosen.clear();
    for (const value of values) chosen.add(value);
    for (const chip of chips) {
      const isOn = chosen.has(chip.dataset.mark);
      chip.classList.toggle("on", isOn);
      set(chip, "aria-pressed", String(isOn));
    }
    is.textContent = options.filter((one) => chosen.has(one.id)).map((one) => one.name).join(", ") || none;
  };
  return { root, update };
}

/**
 * Make a labelled menu.
 * @param {{ label: string, options: (Named & { about?: string })[], onValue: (value: string) => void }} given
 * @returns {Control<string>}
 */
export function menu({ label, options, onValue }) {
  const list = h("select", { class: "t", autocomplete: "off" });
  list.addEventListener("change", () => onValue(list.value));
  list.append(...options.map(({ id, name, about }) => h("option", { value: id, title: about ?? null }, name)));
  const root = h("label", { class: "fl menu-of" }, h("span", { class: "lb" }, label), list);
  /** @type {Control<string>["update"]} */
  const update = (value) => {
    if (list.value !== value) list.value = value;
    list.title = options.find(({ id }) => id === value)?.about ?? "";
  };
  return { root, update };
}

/**
 * Make a labelled line of text; `onText` gets what is typed.
 * @param {{
 *   label: string, field: string, onText: (text: string) => void, className?: string, hint?: string, held?: Held | null, given?: Given,
 * }} given
 * @returns {InputControl}
 */
export function textField({ label, field, onText, className = "t", hint: words = "", held = null, given = {} }) {
  const input = h("input", { class: className, autocomplete: "off", spellcheck: "false", "data-field": field, ...given });
  input.addEventListener("input", () => onText(input.value));
  const hint = makeHint(words, input);
  const reads = makeReads(field);
  bringsBack(input, held);
  const root = h("div", { class: "fl" }, h("label", { class: "lf" }, h("span", { class: "lb" }, label), input), reads.words, hint);
  /** @type {InputControl["update"]} */
  const update = (value, problemId, told = null) => {
    if (input.value !== value) input.value = value;
    describe(input, problemId, [reads.tell(value, problemId ? null : told), hint]);
  };
  return { root, input, update };
}
