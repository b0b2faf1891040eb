// The one store of all that changes while the page is open, in this tab's memory only; and the plan's history, each step with words.

/** @import { How, Item, Joining, Start, State, Step, Store } from "../types.js" */

const STEPS = 50;
const JOIN_MS = 1000;
/** Parts of the store that speak of one plan, or hold what was said of it. */
const OF_A_PLAN = /** @type {const} */ (["history", "sheet", "view", "look", "cards", "controls", "finish", "toast"]);

/** All that changes; no other module holds anything that does. */
export const store = firstStore();

/** The life of the page; when it ends, nothing listens any more. */
export const life = new AbortController();

/** What the program said of itself at the start, and its exercises by id. */
export const { shelf } = store;

const { history } = store;

/** @returns {Store} */
function firstStore() {
  return {
    state: emptyState(),
    history: { listeners: new Set(), past: [], future: [], settled: null, isOver: false, nextKey: 1 },
    shelf: { start: emptyStart(), exercises: new Map() },
    doses: new Map(),
    link: {
      tab: crypto.randomUUID(),
      turn: 0,
      watchers: { stopped: () => {}, lost: () => {}, found: () => {}, triedAgain: () => {} },
      answered: Date.now(),
      triedAgain: 0,
      idleEnd: Infinity,
      idleTimer: 0,
      aliveTimer: 0,
      isLost: false,
      isOver: false,
      isLeaving: false,
      others: null,
    },
    sheet: { asked: "", answer: null, controller: null, timers: [], waiting: [], isAsking: false, shown: null, saidAt: 0, scrolledAt: 0 },
    view: {
      text: "",
      section: "",
      chosen: { group: new Set(), equipment: new Set(), position: new Set() },
      names: { group: new Map(), equipment: new Map(), position: new Map() },
      isOpen: false,
      current: null,
    },
    look: { add: () => {}, opener: null },
    cards: { open: new Set(), edited: null, lifted: null, ignoreClick: false, made: new Map() },
    controls: { who: null, allDays: null, ink: null, nextName: 1 },
    finish: { todo: [], asking: "", asked: null },
    pack: null,
    saved: "",
    toast: { timer: 0, held: null, budget: "", budgetTimer: 0 },
  };
}

/** Return what the page knows before the program has said anything. @returns {Start} */
function emptyStart() {
  return {
    clinic: { name: "", has_logo: false, example: false },
    today: "",
    review_weeks: 0,
    most_minutes: 0,
    dates: "",
    defaults: { layout: "", paper: "", language: "", ink: "", clinician: "" },
    layouts: [],
    languages: [],
    groups: [],
    sections: [],
    packs: [],
    flags: [],
    pain_kinds: [],
    can_email: false,
    can_send: false,
    can_lock: false,
    can_save_packs: false,
  };
}

/** Return the state of a page without a patient. @returns {State} */
export function emptyState(/** @type {Partial<State>} */ more = {}) {
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
    layout: "",
    paper: "",
    language: "",
    ink: "",
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
export function onChange(/** @type {(state: State, how: How) => void} */ listener) {
  history.listeners.add(listener);
}

function tell(/** @type {How} */ how) {
  for (const listener of history.listeners) listener(store.state, how);
}

/** Draw the page again where only its look has changed. */
export const redraw = () => tell({ atOnce: false });

/** Put a first state without a step. */
export function begin(/** @type {State} */ state) {
  store.state = state;
  history.settled = state;
  tell({ atOnce: true });
}

/**
 * Change the state in one step; steps of the same `join` within a second become one. Returns the step, or null where nothing changed.
 * @param {string} label
 * @param {(state: State) => unknown} update
 * @param {Joining} [joining]
 */
export function change(label, update, { join = null, always = false, atOnce = !join } = {}) {
  if (history.isOver) return null;  // a field that is taken away with the page still tells its last change
  const before = store.state;
  const next = structuredClone(before);
  update(next);
  if (JSON.stringify(next) === JSON.stringify(before)) return null;
  const last = lastStep();
  if (last && join && last.join === join && (always || Date.now() - last.at < JOIN_MS)) last.at = Date.now();
  else history.past.push({ label, join, at: Date.now(), state: before });
  history.past = history.past.slice(-STEPS);
  history.future = [];
  store.state = next;
  tell({ atOnce });
  return lastStep() ?? null;
}

const lastStep = () => history.past.at(-1);

/** Take back the last step if it has this `join`, without leaving it to be done again. */
export function takeBack(/** @type {string} */ join) {
  if (lastStep()?.join !== join) return;
  const step = history.past.pop();
  if (step) store.state = step.state;
  tell({ atOnce: true });
}

/** Undo the last step and return its words, or null. */
export function undo() {
  return turn(history.past, history.future);
}

/** Do the last undone step again and return its words, or null. */
export function redo() {
  return turn(history.future, history.past);
}

function turn(/** @type {Step[]} */ from, /** @type {Step[]} */ to) {
  const step = from.pop();
  if (!step) return null;
  to.push({ label: step.label, join: null, at: 0, state: store.state });
  store.state = step.state;
  tell({ atOnce: true });
  return step.label;
}

/** Return the words of the steps that can be undone and done again. */
export const steps = () => ({ undo: lastStep()?.label ?? null, redo: history.future.at(-1)?.label ?? null });

/** Put another first state, and forget all steps and what they held. */
export function startAgain(/** @type {State} */ state) {
  history.past = [];
  history.future = [];
  begin(state);
}

/** Forget everything of a plan, wherever it is held, and take no more changes; contact with the program goes on as it is. */
export function forgetAll() {
  const fresh = firstStore();
  for (const part of OF_A_PLAN) Object.assign(store[part], fresh[part]);
  history.isOver = true;
  store.doses.clear();
  store.state = fresh.state;
  store.pack = fresh.pack;
  store.saved = fresh.saved;
}

/** Note that the plan as it stands was saved or printed. */
export function settle() {
  history.settled = store.state;
  tell({ atOnce: false });
}

/** Return whether the page holds something that was neither saved nor printed. */
export const isUnsaved = () => store.state !== history.settled && hasContent(store.state);

/** Return whether a state says anything of a patient or a plan. */
export function hasContent(/** @type {State} */ state) {
  const { items, name, reference, goal, side, review, flags, pain, kept, patientKept, source } = state;
  const isKept = Object.keys(kept).length + Object.keys(patientKept).length > 0;
  return Boolean(items.length || name || reference || goal || side || review || flags.length || pain || isKept || source);
}

/** Return the exercise of an item, or undefined where the library has none. */
export const exerciseOf = (/** @type {Item} */ item) => shelf.exercises.get(item.id);

/** Return the name of an item as the page shows it. */
export const nameOf = (/** @type {Item} */ item) => exerciseOf(item)?.name ?? item.id;
