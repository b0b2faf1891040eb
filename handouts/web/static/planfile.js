// The page's state to the plain data of a plan file, and back: what a plan says goes through as it was said, and nothing is added to a dose.

import { preference } from "./prefs.js";
import { emptyState, shelf, store } from "./state.js";

/** @import { Chosen, Item, LayoutFacts, Look, OwnDose, Opened, PlanFile, PlanNow, PlannedItem, State } from "../types.js" */

/** Keys of a plan that the page shows and changes; all others are kept as they came. */
const SHOWN = ["section", "exercises", "patient", "side", "goal", "given_on", "review_on", "layout", "paper", "language", "ink", "pack", "leave_out", "unnamed", "order", "cleared", "flags", "pain"];
/** @type {(keyof Look)[]} */
const LOOK = ["layout", "paper", "language", "ink"];
const MUST_BE_SAID = ["sets", "reps", "hold_s", "time_s", "side"];
const DAYS_ARE_SAID = ["frequency", "days", "per_week"];

/** Return how the next sheet looks: as last chosen here, else as the clinic has it. @returns {Look} */
function firstLook() {
  const { defaults } = shelf.start;
  const layout = layoutOf(preference("layout") ?? defaults.layout);
  const paper = paperOf(layout, preference("paper") ?? defaults.paper);
  return { layout: layout.id, paper, language: defaults.language, ink: preference("ink") ?? defaults.ink };
}

/** Return the layout of a name, or the first where there is none. */
const layoutOf = (/** @type {string} */ id) => shelf.start.layouts.find((one) => one.id === id) ?? shelf.start.layouts[0];

/** Return the paper a layout is printed on: the one that is wished where it has it, else its first. */
const paperOf = (/** @type {LayoutFacts} */ layout, /** @type {string} */ wished) => (layout.papers.includes(wished) ? wished : layout.papers[0]);

/** Return the state of a page for a new patient. */
export const newState = () => emptyState({ ...firstLook(), given: shelf.start.today });

/** Return the page's item of an exercise: what a plan, a pack or nobody yet says of its dose. @returns {Item} */
export const makeItem = (/** @type {Chosen} */ { id, dose = {}, note = "" }) => ({ key: store.history.nextKey++, id, own: { ...dose }, note: note ?? "", cleared: "", near: [] });

/** Return the state of an opened plan file: as it was written, and as it prints, with near names for exercises that are not in this library. */
export function fromPlan(/** @type {Opened} */ { plan: written, printed: plan, missing }) {
  const { name = "", reference = "", ...patientKept } = plan.patient ?? {};
  const items = (plan.exercises ?? []).map((one) => makeItem(typeof one === "string" ? { id: one } : one));
  for (const item of items) Object.assign(item, { cleared: plan.cleared?.[item.id] ?? "", near: missing[item.id] ?? [] });
  const state = emptyState({
    ...lookOf(plan),
    name: name ?? "",
    reference: reference ?? "",
    side: plan.side ?? "",
    goal: plan.goal ?? "",
    given: plan.given_on ?? "",
    review: plan.review_on ?? "",
    flags: plan.flags ?? [],
    pain: plan.pain ?? "",
    items,
    allDays: takeCommonDays(items),
    kept: Object.fromEntries(Object.entries(plan).filter(([key]) => !SHOWN.includes(key))),
    patientKept,
    sections: plan.section ?? [],
    isForNobody: !plan.patient && !plan.unnamed,
  });
  const holding = holdingSections(state);
  state.bareSections = state.sections.filter((id) => !holding.includes(id));
  const held = { ...withValue({ pain: state.pain }), ...state.kept };
  const added = Object.entries(held).filter(([key]) => written[key] === undefined);  // by the pack, or by a whole section
  state.source = { plan: written, sign: choiceSign(toPlan(state)), added: Object.fromEntries(added.map(([key, value]) => [key, JSON.stringify(value)])) };
  return state;
}

/** Return how an opened plan looks; what it leaves to the clinic is shown as the clinic has it, and stays left to it. */
function lookOf(/** @type {PlanFile} */ plan) {
  const { defaults } = shelf.start;
  const layout = layoutOf(plan.layout ?? defaults.layout);
  const usual = { layout: layout.id, paper: paperOf(layout, defaults.paper), language: defaults.language, ink: "colour" };
  const asClinic = LOOK.filter((key) => !plan[key]);
  return { ...usual, ...Object.fromEntries(LOOK.filter((key) => plan[key]).map((key) => [key, plan[key]])), asClinic };
}

/** Take the days that all items have in common from them, and return them, or null. */
function takeCommonDays(/** @type {Item[]} */ items) {
  const first = items[0]?.own.days;
  if (items.length < 2 || !first || !items.every((item) => item.own.days?.join() === first.join())) return null;
  for (const item of items) delete item.own.days;
  return first;
}

/** Return the plain data of a state; keys without a value are left out. @returns {PlanNow} */
export function toPlan(state = store.state) {
  const cleared = withValue(Object.fromEntries(state.items.map((item) => [item.id, item.cleared.trim()])));
  const patient = { ...state.patientKept, ...withValue({ name: state.name.trim(), reference: state.reference.trim() }) };
  const look = Object.fromEntries(LOOK.filter((key) => !state.asClinic.includes(key)).map((key) => [key, state[key]]));
  return {
    section: sectionsOf(state),
    exercises: state.items.map((item) => planned(item, state)),
    ...(patient.name || patient.reference ? { patient } : state.isForNobody ? {} : { unnamed: true }),
    order: "chosen",
    ...withValue({ clinician: shelf.start.defaults.clinician, side: state.side, goal: state.goal.trim(), given_on: state.given, review_on: state.review.trim() }),
    ...withValue(look),
    ...(state.flags.length ? { flags: state.flags } : {}),
    ...(Object.keys(cleared).length ? { cleared } : {}),
    ...withValue({ pain: state.pain }),
    ...state.kept,
  };
}

/** Return the plain data of a state for a file: where the exercises stand as they were opened, as the file said them. @returns {PlanFile} */
export function toSave(state = store.state) {
  const plan = toPlan(state);
  if (!state.source || choiceSign(plan) !== state.source.sign) return plan;
  const { plan: opened, added } = state.source;
  const said = ["section", "exercises", "order", "pack", "leave_out"];
  const isAdded = (/** @type {string} */ key) => key in added && JSON.stringify(plan[key]) === added[key];
  const rest = Object.fromEntries(Object.entries(plan).filter(([key]) => !said.includes(key) && !isAdded(key)));
  return { ...Object.fromEntries(said.filter((key) => opened[key] !== undefined).map((key) => [key, opened[key]])), ...rest };
}

const choiceSign = (/** @type {PlanFile} */ { section, exercises }) => JSON.stringify([section, exercises]);

/** Return the sections of a plan: as it was opened, without those whose last exercise went, then those that came. */
function sectionsOf(/** @type {State} */ state) {
  const holding = holdingSections(state);
  const there = state.sections.filter((id) => holding.includes(id) || state.bareSections.includes(id));
  const all = [...there, ...holding.filter((id) => !there.includes(id))];
  return all.length ? all : shelf.start.sections.slice(0, 1).map((section) => section.id);
}

function holdingSections(/** @type {State} */ state) {
  const ids = new Set(state.items.map((item) => item.id));
  return shelf.start.sections.filter((section) => section.exercises.some((one) => ids.has(one.id))).map((section) => section.id);
}

/** @returns {PlannedItem} */
function planned(/** @type {Item} */ item, /** @type {State} */ state) {
  return { id: item.id, dose: plannedDose(item, state), ...withValue({ note: item.note.trim() }) };
}

/** Return what a plan says of an item's dose: all that was typed or opened, as it was, and the days for all where it has none of its own. @returns {OwnDose} */
export function plannedDose(/** @type {Item} */ item, /** @type {State} */ state) {
  const trimmed = Object.entries(item.own).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value]);
  const dose = Object.fromEntries(trimmed.filter(([name, value]) => value !== "" || MUST_BE_SAID.includes(name)));
  return state.allDays && !DAYS_ARE_SAID.some((name) => name in dose) ? { ...dose, days: state.allDays } : dose;
}

/**
 * Return the parts of some data that have a value.
 * @template {object} Data
 * @param {Data} data
 * @returns {Partial<Data>}
 */
function withValue(data) {
  return /** @type {Partial<Data>} */ (Object.fromEntries(Object.entries(data).filter(([, value]) => value !== "" && value !== null && value !== undefined)));
}

/** Return a plan without anything of a patient, for a pack; the program leaves sides and days out. */
export function toPack(/** @type {State} */ state) {
  const { section, exercises, pain } = toPlan(state);
  return { section, exercises: exercises.map(({ id, dose }) => ({ id, dose })), ...withValue({ pain }) };
}

/** Return a plan as text that any YAML reader takes, for when the program does not answer. */
export const asText = (/** @type {PlanFile} */ plan) => `${JSON.stringify(plan, null, 2)}\n`;
