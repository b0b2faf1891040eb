// Changing the order of the plan: drag by the grip, or lift a card and move it with buttons or keys.

import { byId, h, reveal } from "./dom.js";
import { change, nameOf, redraw, store, takeBack } from "./state.js";
import { hold, letGo, say } from "./toast.js";

const TOUCH_MS = 200;
const START_PX = 4;
const EDGE_PX = 56;

let lifted = null;
let ignoreClick = false;

/** Return the key of the lifted card, or null. */
export const liftedKey = () => lifted;

const at = (key) => store.state.items.findIndex((item) => item.key === key);
const join = (key) => `lift-${key}`;

/** Move an item to a place in the plan, as one step. */
function moveTo(key, place, options = {}) {
  const item = store.state.items[at(key)];
  const to = Math.max(0, Math.min(store.state.items.length - 1, place));
  if (!item || to === at(key)) return;
  const label = `move ${nameOf(item)}`;
  change(label, (state) => state.items.splice(to, 0, ...state.items.splice(at(key), 1)), options);
  say(`${nameOf(item)}, ${to + 1} of ${store.state.items.length}`);
}

/** Lift a card so that buttons and keys move it. */
function lift(key) {
  lifted = key;
  tellHow();
  redraw();
  say(`${nameOf(store.state.items[at(key)])} lifted, ${at(key) + 1} of ${store.state.items.length}. Up and down move it, Enter drops it, Escape puts it back.`);
}

/** Move the lifted card by one. */
export function shift(by) {
  moveTo(lifted, at(lifted) + by, { join: join(lifted), always: true, atOnce: true });
  tellHow();
  const card = byId(`card-${lifted}`);
  if (card) reveal(card);
}

/** Leave the lifted card where it is. */
export function drop() {
  const item = store.state.items[at(lifted)];
  lifted = null;
  letGo();
  redraw();
  if (item) say(`${nameOf(item)} dropped, ${at(item.key) + 1} of ${store.state.items.length}`);
}

/** Put the lifted card back where it was. */
export function putBack() {
  takeBack(join(lifted));
  drop();
}

function tellHow() {
  const place = h("span", {}, "Moving ", h("b", {}, nameOf(store.state.items[at(lifted)])), `, now ${at(lifted) + 1} of ${store.state.items.length}`);
  const keys = [["↑", "↓"], ["Enter"], ["Esc"]].map((caps) => caps.map((cap) => h("kbd", {}, cap)));
  hold(place, h("span", { class: "how" }, keys[0], " move ", keys[1], " drop ", keys[2], " put back"));
}

/** Answer a key on a grip; returns whether it was one of the grip's. */
export function gripKey(event, key, remove) {
  const isLifted = lifted === key;
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
export function gripPress(key) {
  if (ignoreClick) ignoreClick = false;
  else if (lifted === key) drop();
  else lift(key);
}

/** Start a drag when the pointer moves on the grip; on touch after 200 ms. */
export function gripDown(event, key, card) {
  if (event.button !== 0 || lifted !== null) return;
  const from = event.clientY;
  const grip = event.currentTarget;
  let drag = null;
  const begin = (y) => {
    drag = startDrag(card, key, y);
    grip.setPointerCapture(event.pointerId);
  };
  const timer = event.pointerType === "touch" ? setTimeout(() => begin(from), TOUCH_MS) : 0;
  const onMove = (move) => {
    if (drag) drag.to(move.clientY);
    else if (event.pointerType !== "touch" && Math.abs(move.clientY - from) > START_PX) begin(from);
  };
  const end = (keep) => {
    clearTimeout(timer);
    grip.removeEventListener("pointermove", onMove);
    grip.removeEventListener("pointerup", onUp);
    grip.removeEventListener("pointercancel", onCancel);
    removeEventListener("keydown", onKey, true);
    if (!drag) return;
    ignoreClick = keep;
    setTimeout(() => { ignoreClick = false; });
    drag.end(keep);
  };
  const onUp = () => end(true);
  const onCancel = () => end(false);
  const onKey = (key2) => {
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

function startDrag(card, key, fromY) {
  const list = card.parentElement;
  const pane = list.closest(".scroll");
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
    const others = [...list.children].filter((one) => one !== card && one !== slot);
    const next = others.findIndex((one) => middle < one.getBoundingClientRect().top + one.offsetHeight / 2);
    place = next < 0 ? others.length : next;
    const before = next < 0 ? null : others[next];
    if (slot.nextElementSibling !== before) list.insertBefore(slot, before);
    slot.textContent = `Goes here, number ${place + 1}`;
    requestAnimationFrame(follow);
  };
  follow();
  return {
    to(clientY) {
      y = clientY;
    },
    end(keep) {
      isOn = false;
      slot.remove();
      card.classList.remove("drag");
      for (const name of ["width", "left", "top"]) card.style.removeProperty(name);
      if (keep) moveTo(key, place);
      redraw();
    },
  };
}
