// Small helpers that make elements; text always goes in as text.

import { icon } from "./icons.js";
import { life } from "./state.js";

/** @import { Child, Exercise, Given, Kind, Page, Way } from "../types.js" */

/**
 * Return the element of an id of the page.
 * @template {keyof Page} Id
 * @param {Id} id
 * @returns {Page[Id]}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return /** @type {Page[Id]} */ (/** @type {unknown} */ (element));
}

/** Return the card of an item by its key, or null. */
export const cardOf = (/** @type {number | null | undefined} */ key) => document.getElementById(`card-${key}`);

/** Return the first element in another that a selector finds, or null. @returns {HTMLElement | null} */
export const seek = (/** @type {ParentNode} */ holder, /** @type {string} */ selector) => holder.querySelector(selector);

/** Return all elements in another that a selector finds. @returns {HTMLElement[]} */
export const seekAll = (/** @type {ParentNode} */ holder, /** @type {string} */ selector) => [...holder.querySelectorAll(selector)].filter((one) => one instanceof HTMLElement);

/** Return the element in another that a selector finds; it must be there. */
export function find(/** @type {ParentNode} */ holder, /** @type {string} */ selector) {
  const element = seek(holder, selector);
  if (!element) throw new Error(`nothing is ${selector}`);
  return element;
}

/** Return the field in another that a selector finds; it must be there. */
export function findInput(/** @type {ParentNode} */ holder, selector = "input") {
  const element = find(holder, selector);
  if (!(element instanceof HTMLInputElement)) throw new Error(`${selector} is no field`);
  return element;
}

/** Return the element that has the focus, or null. */
export const focused = () => (document.activeElement instanceof HTMLElement ? document.activeElement : null);

/**
 * Listen on the window for as long as the page lives.
 * @template {keyof WindowEventMap} Name
 * @param {Name} kind
 * @param {(event: WindowEventMap[Name]) => unknown} act
 */
export const listen = (kind, act) => addEventListener(kind, act, { signal: life.signal });

/**
 * Make an element: attributes, listeners (`onclick`), properties (`value`, `checked`, ...) and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Given} given
 * @param {(Child | Child[])[]} children
 */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (["value", "checked", "disabled", "hidden", "tabIndex", "indeterminate"].includes(name)) Object.assign(element, { [name]: value });
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Make a button with an icon, words or both.
 * @param {Given} given
 * @param {(Child | Child[])[]} children
 */
export function button(given, ...children) {
  return h("button", { type: "button", ...given }, ...children);
}

/**
 * Set an attribute only when it changes, and take it away when there is no value.
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function set(element, name, value) {
  if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** @type {(child: Child | 0) => child is Node | string} */
const isSaid = (child) => Boolean(child);

/**
 * Put children into an element only when a sign of them has changed.
 * @param {HTMLElement} element
 * @param {string} sign
 * @param {() => Child | 0 | (Child | 0)[]} make
 */
export function fill(element, sign, make) {
  if (element.dataset.sign === sign) return;
  element.dataset.sign = sign;
  element.replaceChildren(...[make()].flat().filter((child) => isSaid(child)));
}

/**
 * Make a message: bold first words, the rest, the ways out as links, and why it matters.
 * @param {Kind} kind
 * @param {string} bold
 * @param {string} rest
 * @param {Way[]} links
 * @param {string | null} id
 */
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
export function tile(/** @type {Exercise | undefined} */ exercise, /** @type {string} */ name, size = "small") {
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
export function reveal(/** @type {HTMLElement} */ element, /** @type {ScrollLogicalPosition} */ block = "nearest") {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
}

/** Return whether the page is laid out for touch: narrower than 1100 px. */
export const isTouch = () => matchMedia("(max-width: 1099px)").matches;

/** Return whether the page shows one pane at a time. */
export const isPhone = () => matchMedia("(max-width: 719px)").matches;

/** Return whether keys typed here go into a text. */
export function takesText(/** @type {EventTarget | null} */ element) {
  return Boolean(element instanceof Element && element.matches("input:not([type=radio]):not([type=checkbox]):not([type=file]), textarea, select, [contenteditable]"));
}
