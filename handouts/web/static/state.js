// The plan on the page and its history: every change is a step with words, kept in this tab's memory only.

const STEPS = 50;
const JOIN_MS = 1000;

const listeners = new Set();
let past = [];
let future = [];
let settled = null;
let isOver = false;

/** The state of the page; replaced whole by every change, never altered in place. */
export const store = { state: emptyState() };

/** What the program said of itself at the start, and its exercises by id. */
export const shelf = { start: null, exercises: new Map() };

/** Return the state of a page without a patient. */
export function emptyState(look = {}) {
  return { name: "", reference: "", side: "", goal: "", review: "", flags: [], items: [], allDays: null, kept: {}, patientKept: {}, ...look };
}

/** Call a function after every change. */
export function onChange(listener) {
  listeners.add(listener);
}

function tell(how) {
  for (const listener of listeners) listener(store.state, how);
}

/** Draw the page again where only its look has changed. */
export const redraw = () => tell({ atOnce: false });

/** Put a first state without a step. */
export function begin(state) {
  store.state = state;
  settled = state;
  tell({ atOnce: true });
}

/** Change the state in one step; steps of the same `join` within a second become one. Returns the step, or null where nothing changed. */
export function change(label, update, { join = null, always = false, atOnce = !join } = {}) {
  if (isOver) return null;  // a field that is taken away with the page still tells its last change
  const before = store.state;
  const next = structuredClone(before);
  update(next);
  if (JSON.stringify(next) === JSON.stringify(before)) return null;
  const last = past[past.length - 1];
  const joins = join && last?.join === join && (always || Date.now() - last.at < JOIN_MS);
  if (joins) last.at = Date.now();
  else past.push({ label, join, at: Date.now(), state: before });
  past = past.slice(-STEPS);
  future = [];
  store.state = next;
  tell({ atOnce });
  return past[past.length - 1];
}

/** Take back the last step if it has this `join`, without leaving it to be done again. */
export function takeBack(join) {
  if (past[past.length - 1]?.join !== join) return;
  store.state = past.pop().state;
  tell({ atOnce: true });
}

/** Undo the last step and return its words, or null. */
export function undo() {
  return turn(past, future);
}

/** Do the last undone step again and return its words, or null. */
export function redo() {
  return turn(future, past);
}

function turn(from, to) {
  const step = from.pop();
  if (!step) return null;
  to.push({ label: step.label, join: null, at: 0, state: store.state });
  store.state = step.state;
  tell({ atOnce: true });
  return step.label;
}

/** Return the words of the steps that can be undone and done again. */
export const steps = () => ({ undo: past[past.length - 1]?.label ?? null, redo: future[future.length - 1]?.label ?? null });

/** Forget a step and all before it; what they held leaves the memory. */
export function forgetUpTo(step) {
  past.splice(0, past.indexOf(step) + 1);
  tell({ atOnce: false });
}

/** Forget everything, state and history, and take no more changes. */
export function forgetAll() {
  isOver = true;
  past = [];
  future = [];
  settled = null;
  store.state = emptyState();
}

/** Note that the plan as it stands was saved or printed. */
export function settle() {
  settled = store.state;
  tell({ atOnce: false });
}

/** Return whether the page holds something that was neither saved nor printed. */
export const isUnsaved = () => store.state !== settled && hasContent(store.state);

/** Return whether a state says anything of a patient or a plan. */
export const hasContent = (state) => Boolean(state.items.length || state.name || state.reference || state.goal || state.side || state.review || state.flags.length);

/** Return the exercise of an item, or undefined where the library has none. */
export const exerciseOf = (item) => shelf.exercises.get(item.id);

/** Return the name of an item as the page shows it. */
export const nameOf = (item) => exerciseOf(item)?.name ?? item.id;

/** Return the days of an item: its own, those for all, or its usual ones. */
export const daysOf = (item, state) => item.days ?? (item.kept.frequency?.days || item.kept.per_week ? usualDays(item) : state.allDays ?? usualDays(item));

function usualDays(item) {
  return item.kept.frequency?.days ?? exerciseOf(item)?.dose.days ?? [];
}

/** Return about how many seconds an item takes, as the sheet counts it. */
export function secondsOf(item) {
  const { sets, reps, hold_s: hold, time_s: time, side, rest_s: rest } = item.dose;
  const tempo = (item.kept.tempo ?? exerciseOf(item)?.dose.tempo ?? "").split("-").map(Number);
  const repeat = tempo.length === 4 ? tempo.reduce((sum, part) => sum + part, 0) : 3;
  const work = time ?? (reps ? reps * (repeat + (hold ?? 0)) : hold ?? 0);
  const rounds = (sets ?? 1) * (side === "each" ? 2 : 1);
  return rounds * work + (rounds - 1) * (rest ?? 0) + 20;
}
