// The controls of a dose: a number with minus and plus, a choice of one, the days of a week.

import { button, h, set } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./toast.js";
import { DAYS, DAY_NAMES, FIELDS } from "./words.js";

let nextName = 1;

/** Return how much one press changes a number: seconds above 10 by 5, all else by 1. */
function stepOf(field, value, up) {
  return field.endsWith("_s") && (up ? value >= 10 : value > 10) ? 5 : 1;
}

/** Make a number field; `onValue` gets a whole number inside the limits, or null where it was emptied, and whether it was typed. */
export function stepper({ field, about, limits: [least, most], usual, onValue }) {
  const name = FIELDS[field];
  const input = h("input", {
    inputmode: "numeric",
    role: "spinbutton",
    autocomplete: "off",
    maxlength: 4,
    "aria-label": `${name}, ${about}`,
    "aria-valuemin": least,
    "aria-valuemax": most,
    "data-field": field,
  });
  const hint = makeHint(`${least} to ${most}${usual === undefined || usual === null ? "" : `. Usual: ${usual}`}`, input);
  const read = () => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : null);
  const put = (value) => {
    const kept = Math.min(most, Math.max(least, value));
    if (kept !== value) say(`${name}: ${kept === most ? `${most} is the most` : `${least} is the least`}`);
    input.value = kept;
    onValue(kept, false);
  };
  const step = (up, times = 1) => {
    const value = read() ?? (up ? least - 1 : least + 1);
    put(value + (up ? 1 : -1) * stepOf(field, value, up) * times);
  };
  input.addEventListener("input", () => {
    const value = read();
    if (input.value.trim() === "") onValue(null, true);
    else if (value !== null && value >= least && value <= most) onValue(value, true);
  });
  input.addEventListener("change", () => {
    if (input.value.trim() !== "") put(read() ?? least);
  });
  input.addEventListener("keydown", (event) => {
    const moves = { ArrowUp: [true, 1], ArrowDown: [false, 1], PageUp: [true, 5], PageDown: [false, 5] };
    if (!moves[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(...moves[event.key]);
  });
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
  const root = h("div", { class: "fl" }, h("span", { class: "lb", "aria-hidden": "true" }, name), h("span", { class: "st" }, fewer, input, more), hint);
  const update = (value, problemId) => {
    if (read() !== (value ?? null)) input.value = value ?? "";
    set(input, "aria-valuenow", value ?? null);
    set(fewer, "aria-disabled", value !== null && value <= least);
    set(more, "aria-disabled", value >= most);
    describe(input, problemId, hint);
  };
  return { root, input, update };
}

/** Make what a field says while it has the focus: what may stand in it. Escape takes it away. */
function makeHint(words, input) {
  if (!words) return null;
  const hint = h("span", { class: "tip", id: `tip-${nextName++}` }, words);
  input.addEventListener("focus", () => { hint.hidden = false; });
  input.addEventListener("keydown", (event) => { hint.hidden ||= event.key === "Escape"; });
  return hint;
}

/** Tie a field to its problem and to its hint. */
function describe(input, problemId, hint) {
  set(input, "aria-invalid", problemId ? "true" : null);
  set(input, "aria-describedby", [problemId, hint?.id].filter(Boolean).join(" ") || null);
}

/** Make a choice of one as a row of radios; `keys` maps a letter to an option. */
export function choice({ legend, options, onValue, keys = {} }) {
  const name = `choice-${nextName++}`;
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
    const input = root.querySelector(`input[value="${value}"]`);
    input.focus();
    onValue(value);
  });
  const update = (value, problemId) => {
    for (const label of labels) {
      const input = label.querySelector("input");
      input.checked = input.value === value;
      label.classList.toggle("on", input.checked);
      set(input, "aria-describedby", problemId);
    }
    root.classList.toggle("wrong", Boolean(problemId));
  };
  return { root, update };
}

/** Make the seven days of a week; `onValue` gets the chosen days, Monday first. */
export function week({ legend, onValue }) {
  const labels = DAYS.map((day, index) => {
    const change = () => onValue(DAYS.filter((one, at) => labels[at].querySelector("input").checked));
    const input = h("input", { type: "checkbox", class: "sr", value: day, autocomplete: "off", "aria-label": DAY_NAMES[index], onchange: change });
    return h("label", { title: DAY_NAMES[index] }, input, DAY_NAMES[index][0]);
  });
  const root = h("fieldset", { class: "days" }, h("legend", { class: "sr" }, legend), labels);
  const update = (days) => {
    for (const label of labels) {
      const input = label.querySelector("input");
      input.checked = days.includes(input.value);
      label.classList.toggle("on", input.checked);
    }
  };
  return { root, update };
}

/** Make a fold with words to press, each on or off; `onValue` gets those that are on, in their order. Its head says which. */
export function marks({ legend, none, options, onValue }) {
  const chosen = new Set();
  const head = h("summary", {}, h("span", { class: "lb" }, legend), h("span", { class: "is" }));
  const chips = options.map(({ id, name }) => {
    const press = () => onValue(options.map((one) => one.id).filter((one) => (one === id) !== chosen.has(one)));
    return button({ class: "chip", "aria-pressed": "false", "data-mark": id, onclick: press }, name);
  });
  const root = h("details", { class: "marks" }, head, h("div", { class: "chips", role: "group", "aria-label": legend }, chips));
  const update = (values) => {
    chosen.clear();
    for (const value of values) chosen.add(value);
    for (const chip of chips) {
      const isOn = chosen.has(chip.dataset.mark);
      chip.classList.toggle("on", isOn);
      set(chip, "aria-pressed", String(isOn));
    }
    head.lastChild.textContent = options.filter((one) => chosen.has(one.id)).map((one) => one.name).join(", ") || none;
  };
  return { root, update };
}

/** Make a labelled line of text. */
export function textField({ label, field, className = "t", hint: words = "", ...given }) {
  const input = h("input", { class: className, autocomplete: "off", spellcheck: "false", "data-field": field, ...given });
  const hint = makeHint(words, input);
  const root = h("div", { class: "fl" }, h("label", { class: "lf" }, h("span", { class: "lb" }, label), input), hint);
  const update = (value, problemId) => {
    if (input.value !== value) input.value = value;
    describe(input, problemId, hint);
  };
  return { root, input, update };
}
