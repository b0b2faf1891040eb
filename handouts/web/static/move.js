// Changing the order of the plan: drag by the grip, or lift a card and move it with buttons or keys.

import { byId, cardOf, h, reveal, seekAll } from "./dom.js";
import { change, nameOf, redraw, store, takeBack } from "./state.js";
import { hold, letGo, say } from "./toast.js";

/** @import { Joining } from "../types.js" */

const TOUCH_MS = 200;
const START_PX = 4;
const EDGE_PX = 56;

const { cards } = store;

/** Return the key of the lifted card, or null. */
export const liftedKey = () => cards.lifted;

const at = (/** @type {number | null} */ key) => store.state.items.findIndex((item) => item.key === key);
const join = (/** @type {number | null} */ key) => `lift-${key}`;

/** Move an item to a place in the plan, as one step. */
function moveTo(/** @type {number | null} */ key, /** @type {number} */ place, /** @type {Joining} */ options = {}) {
  const item = store.state.items[at(key)];
  const to = Math.max(0, Math.min(store.state.items.length - 1, place));
  if (!item || to === at(key)) return;
  const label = `move ${nameOf(item)}`;
  change(label, (state) => state.items.splice(to, 0, ...state.items.splice(at(key), 1)), options);
  say(`${nameOf(item)}, ${to + 1} of ${store.state.items.length}`);
}

/** Lift a card so that buttons and keys move it. */
function lift(/** @type {number} */ key) {
  cards.lifted = key;
  tellHow();
  redraw();
  say(`${nameOf(store.state.items[at(key)])} lifted, ${at(key) + 1} of ${store.state.items.length}. Up and down move it, Enter drops it, Escape puts it back.`);
}

/** Move the lifted card by one. */
export function shift(/** @type {number} */ by) {
  const { lifted } = cards;
  moveTo(lifted, at(lifted) + by, { join: join(lifted), always: true, atOnce: true });
  tellHow();
  const card = cardOf(lifted);
  if (card) reveal(card);
}

/** Leave the lifted card where it is. */
export function drop() {
  const item = store.state.items[at(cards.lifted)];
  cards.lifted = null;
  letGo();
  redraw();
  if (item) say(`${nameOf(item)} dropped, ${at(item.key) + 1} of ${store.state.items.length}`);
}

/** Put the lifted card back where it was. */
export function putBack() {
  takeBack(join(cards.lifted));
  drop();
}

function tellHow() {
  const { lifted } = cards;
  const place = h("span", {}, "Moving ", h("b", {}, nameOf(store.state.items[at(lifted)])), `, now ${at(lifted) + 1} of ${store.state.items.length}`);
  const keys = [["↑", "↓"], ["Enter"], ["Esc"]].map((caps) => caps.map((cap) => h("kbd", {}, cap)));
  hold(place, h("span", { class: "how" }, keys[0], " move ", keys[1], " drop ", keys[2], " put back"));
}

/** Answer a key on a grip; returns whether it was one of the grip's. */
export function gripKey(/** @type {KeyboardEvent} */ event, /** @type {number} */ key, /** @type {() => void} */ remove) {
  const isLifted = cards.lifted === key;
  /** @type {Record<string, (() => void) | null>} */
  const acts = {
    ArrowUp: isLifted || event.altKey ? () => (isLifted ? shift(-1) : moveTo(key, at(key) - 1)) : null,
    ArrowDown: isLifted || event.altKey ? () => (isLifted ? shift(1) : moveTo(key, at(key) + 1)) : null,
    Escape: isLifted ? putBack : null,
    Delete: remove,
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** Answer a press on a grip that was no drag. */
export function gripPress(/** @type {number} */ key) {
  if (cards.ignoreClick) cards.ignoreClick = false;
  else if (cards.lifted === key) drop();
  else lift(key);
}

/** Start a drag when the pointer moves on the grip; on touch after 200 ms. */
export function gripDown(/** @type {PointerEvent} */ event, /** @type {number} */ key, /** @type {Record<"card" | "grip", HTMLElement>} */ { card, grip }) {
  if (event.button !== 0 || cards.lifted !== null) return;
  const from = event.clientY;
  /** @type {ReturnType<typeof startDrag> | null} */
  let drag = null;
  const begin = (/** @type {number} */ y) => {
    drag = startDrag(card, key, y);
    grip.setPointerCapture(event.pointerId);
  };
  const timer = event.pointerType === "touch" ? setTimeout(() => begin(from), TOUCH_MS) : 0;
  const onMove = (/** @type {PointerEvent} */ move) => {
    if (drag) drag.to(move.clientY);
    else if (event.pointerType !== "touch" && Math.abs(move.clientY - from) > START_PX) begin(from);
  };
  const end = (/** @type {boolean} */ keep) => {
    clearTimeout(timer);
    grip.removeEventListener("pointermove", onMove);
    grip.removeEventListener("pointerup", onUp);
    grip.removeEventListener("pointercancel", onCancel);
    removeEventListener("keydown", onKey, true);
    if (!drag) return;
    cards.ignoreClick = keep;
    setTimeout(() => { cards.ignoreClick = false; });
    drag.end(keep);
  };
  const onUp = () => end(true);
  const onCancel = () => end(false);
  const onKey = (/** @type {KeyboardEvent} */ key2) => {
    if (key2.key !== "Escape" || !drag) return;
    key2.preventDefault();
    key2.stopPropagation();
    end(false);
  };
  grip.addEventListener("pointermove", onMove);
  grip.addEventListener("pointerup", onUp);
  grip.addEventListener("pointercancel", onCancel);
  addEventListener("keydown", onKey, true);
}

function startDrag(/** @type {HTMLElement} */ card, /** @type {number} */ key, /** @type {number} */ fromY) {
  const list = byId("cards");
  const pane = list.closest(".scroll") ?? list;
  const box = card.getBoundingClientRect();
  const slot = h("li", { class: "slot", "aria-hidden": "true" });
  let y = fromY;
  let place = at(key);
  let isOn = true;
  slot.style.height = `${box.height}px`;
  list.insertBefore(slot, card);
  card.classList.add("drag");
  card.style.width = `${box.width}px`;
  card.style.left = `${box.left}px`;
  const follow = () => {
    if (!isOn) return;
    const edge = pane.getBoundingClientRect();
    if (y < edge.top + EDGE_PX) pane.scrollTop -= 8;
    if (y > edge.bottom - EDGE_PX) pane.scrollTop += 8;
    card.style.top = `${box.top + y - fromY}px`;
    const middle = box.top + y - fromY + box.height / 2;
    const others = seekAll(list, ":scope > *").filter((one) => one !== card && one !== slot);
    const next = others.findIndex((one) => middle < one.getBoundingClientRect().top + one.offsetHeight / 2);
    place = next < 0 ? others.length : next;
    const before = next < 0 ? null : others[next];
    if (slot.nextElementSibling !== before) list.insertBefore(slot, before);
    slot.textContent = `Goes here, number ${place + 1}`;
    requestAnimationFrame(follow);
  };
  follow();
  return {
    to(/** @type {number} */ clientY) {
      y = clientY;
    },
    end(/** @type {boolean} */ keep) {
      isOn = false;
      slot.remove();
      card.classList.remove("drag");
      for (const name of ["width", "left", "top"]) card.style.removeProperty(name);
      if (keep) moveTo(key, place);
      redraw();
    },
  };
}
