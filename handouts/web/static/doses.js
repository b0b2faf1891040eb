// The dose of each exercise as its sheet prints it. The program works it out; the page remembers what it was told, and shows that.

import { plannedDose } from "./planfile.js";
import { exerciseOf, shelf, store } from "./state.js";

/** @import { Dose, DoseField, Item, State } from "../types.js" */

const MOST = 500;
const known = store.doses;

/** Return all that the dose of an item depends on, as a text. */
const signOf = (/** @type {Item} */ item, /** @type {State} */ state) => JSON.stringify([item.id, plannedDose(item, state), state.side, state.kept.run_days ?? null]);

/** Remember the doses that the program gave for a state, by exercise. */
export function learn(/** @type {State} */ state, /** @type {Record<string, Dose>} */ doses) {
  for (const item of state.items) if (doses[item.id]) known.set(signOf(item, state), doses[item.id]);
  for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
}

/** Forget every dose. */
export const forgetDoses = () => known.clear();

/** Return the dose of an item as the program gave it, or null while it has not. */
export const toldDose = (/** @type {Item} */ item, state = store.state) => known.get(signOf(item, state)) ?? null;

/** Return the dose of an item: as the program gave it; until it has, the usual one with what was typed in its place. */
export const doseOf = (/** @type {Item} */ item, state = store.state) => toldDose(item, state) ?? expected(item, state);

/** @returns {Dose} */
function expected(/** @type {Item} */ item, /** @type {State} */ state) {
  const usual = exerciseOf(item)?.dose ?? {};
  const own = plannedDose(item, state);
  const { frequency, ...fields } = own;
  /** @type {Dose} */
  const dose = { ...usual, ...fields, ...frequency };
  if (own.time_s) Object.assign(dose, { reps: undefined, hold_s: undefined });
  else if (own.reps || own.hold_s) delete dose.time_s;
  if (!own.side && usual.side === "each" && (state.side === "left" || state.side === "right")) dose.side = state.side;
  dose.days ??= usual.days ?? [];
  if (own.days || own.frequency || own.per_week) dose.at_most = Boolean(own.frequency?.at_most);
  return dose;
}

/** Return a field of an item as it is shown: as it was typed or opened, else as the dose has it. */
export const shownValue = (/** @type {Item} */ item, /** @type {keyof Dose & DoseField} */ field, /** @type {Dose} */ dose) => String(item.own[field] ?? dose[field] ?? "");

/** Return the usual dose of an exercise here: the library's with the clinic's own laid over it. @returns {Dose} */
export const usualDose = (/** @type {string} */ id) => shelf.exercises.get(id)?.dose ?? {};
