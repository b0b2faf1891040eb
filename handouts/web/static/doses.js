// The dose of each exercise as its sheet prints it. The program works it out; the page remembers what it was told, and shows that.

import { plannedDose } from "./planfile.js";
import { exerciseOf, shelf, store } from "./state.js";

const MOST = 500;
const known = new Map();

/** Return all that the dose of an item depends on, as a text. */
const signOf = (item, state) => JSON.stringify([item.id, plannedDose(item, state), state.side, state.kept.run_days ?? null]);

/** Remember the doses that the program gave for a state, by exercise. */
export function learn(state, doses = {}) {
  for (const item of state.items) if (doses[item.id]) known.set(signOf(item, state), doses[item.id]);
  while (known.size > MOST) known.delete(known.keys().next().value);
}

/** Forget every dose. */
export const forgetDoses = () => known.clear();

/** Return the dose of an item as the program gave it, or null while it has not. */
export const toldDose = (item, state = store.state) => known.get(signOf(item, state)) ?? null;

/** Return the dose of an item: as the program gave it; until it has, the usual one with what was typed in its place. */
export const doseOf = (item, state = store.state) => toldDose(item, state) ?? expected(item, state);

function expected(item, state) {
  const usual = exerciseOf(item)?.dose ?? {};
  const own = plannedDose(item, state);
  const dose = { ...usual, ...own, ...own.frequency };
  if (own.time_s) for (const name of ["reps", "hold_s"]) delete dose[name];
  else if (own.reps || own.hold_s) delete dose.time_s;
  if (!own.side && usual.side === "each" && ["left", "right"].includes(state.side)) dose.side = state.side;
  dose.days ??= usual.days ?? [];
  if (own.days || own.frequency || own.per_week) dose.at_most = Boolean(own.frequency?.at_most);
  return dose;
}

/** Return a field of an item as it is shown: as it was typed or opened, else as the dose has it. */
export const shownValue = (item, field, dose) => String(item.own[field] ?? dose[field] ?? "");

/** Return the usual dose of an exercise here: the library's with the clinic's own laid over it. */
export const usualDose = (id) => shelf.exercises.get(id)?.dose ?? {};
