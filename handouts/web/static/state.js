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
export function emptyState(more = {}) {
  return {
    name: "",
    reference: "",
    side: "",
    goal: "",
    given: "",
    review: "",
    flags: [],
    pain: "",  // the kind of pain rule; none picked is the usual one, or what a flag forces
    items: [],
    allDays: null,
    kept: {},  // what an opened plan says that the page does not show
    patientKept: {},
    sections: [],  // of an opened plan, in its order; bare ones hold none of its exercises
    bareSections: [],
    asClinic: [],  // what of its look an opened plan leaves to the clinic
    isForNobody: false,
    source: null,  // an opened plan as it was written, and a sign of the exercises it was opened with
    ...more,
  };
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

/** Put another first state, and forget all steps and what they held. */
export function startAgain(state) {
  past = [];
  future = [];
  begin(state);
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
export function hasContent(state) {
  const { items, name, reference, goal, side, review, flags, pain, kept, patientKept, source } = state;
  const isKept = Object.keys(kept).length + Object.keys(patientKept).length > 0;
  return Boolean(items.length || name || reference || goal || side || review || flags.length || pain || isKept || source);
}

/** Return the exercise of an item, or undefined where the library has none. */
export const exerciseOf = (item) => shelf.exercises.get(item.id);

/** Return the name of an item as the page shows it. */
export const nameOf = (item) => exerciseOf(item)?.name ?? item.id;
