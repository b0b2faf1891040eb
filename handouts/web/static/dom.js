// Small helpers that make elements; text always goes in as text.

import { icon } from "./icons.js";

/** Return the element of an id. */
export const byId = (id) => document.getElementById(id);

/** The life of the page; when it ends, nothing listens any more. */
export const life = new AbortController();

/** Listen on the window for as long as the page lives. */
export const listen = (kind, act, options = {}) => addEventListener(kind, act, { ...options, signal: life.signal });

/** Make an element: attributes, listeners (`onclick`), properties (`value`, `checked`, ...) and children. */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (["value", "checked", "disabled", "hidden", "tabIndex", "indeterminate"].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Make a button with an icon, words or both. */
export function button(given, ...children) {
  return h("button", { type: "button", ...given }, ...children);
}

/** Set an attribute only when it changes, and take it away when there is no value. */
export function set(element, name, value) {
  if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Put children into an element only when a sign of them has changed. */
export function fill(element, sign, make) {
  if (element.dataset.sign === sign) return;
  element.dataset.sign = sign;
  element.replaceChildren(...[make()].flat().filter(Boolean));
}

/** Make a message: bold first words, the rest, the ways out as links, and why it matters. */
export function message(kind, bold, rest, links = [], id = null, why = "") {
  return h(
    "p",
    { class: `msg ${kind}`, id },
    icon(kind === "i" ? "info" : "warning"),
    h("span", {}, bold ? h("b", {}, bold) : null, bold && rest ? " " : "", rest ?? "", why ? h("small", {}, why) : null),
    links.length ? h("span", { class: "ways" }, links.map(([words, act]) => button({ class: "lnk", onclick: act }, words))) : null,
  );
}

/** Make the picture of an exercise on its tile; without a drawing, its first letter. */
export function tile(exercise, name, size = "small") {
  const holder = h("span", { class: "th" });
  const letter = () => holder.replaceChildren(h("span", { class: "letter", "aria-hidden": "true" }, name.slice(0, 1)));
  if (!exercise?.picture) {
    letter();
    return holder;
  }
  holder.append(h("img", { src: `/figure/${exercise.id}/${size}.${exercise.picture}`, alt: "", class: exercise.picture === "png" ? "photo" : "", width: 56, height: 56, loading: "lazy", onerror: letter }));
  return holder;
}

/** Scroll an element into view, at once where less motion is wanted. */
export function reveal(element, block = "nearest") {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
}

/** Return whether the page is laid out for touch: narrower than 1100 px. */
export const isTouch = () => matchMedia("(max-width: 1099px)").matches;

/** Return whether the page shows one pane at a time. */
export const isPhone = () => matchMedia("(max-width: 719px)").matches;

/** Return whether keys typed here go into a text. */
export function takesText(element) {
  return Boolean(element?.matches?.("input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea, select, [contenteditable]"));
}
