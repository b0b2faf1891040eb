// The page's state to the plain data of a plan file, and back.

import { emptyState, exerciseOf, shelf, store } from "./state.js";
import { preference } from "./prefs.js";

const OWN_DOSE = ["sets", "reps", "hold_s", "time_s", "side", "rest_s", "effort", "load"];
const AMOUNTS = ["reps", "hold_s", "time_s"];
const OWN_PLAN = ["section", "exercises", "patient", "side", "goal", "given_on", "review_on", "layout", "paper", "language", "ink", "pack", "leave_out", "unnamed", "order", "cleared", "flags"];
let nextKey = 1;

/** Return how the next sheet looks: as last chosen here, else as the clinic has it. */
export function firstLook() {
  const { defaults, layouts } = shelf.start;
  const layout = layouts.find((one) => one.id === (preference("layout") ?? defaults.layout)) ?? layouts[0];
  const paper = preference("paper") ?? defaults.paper;
  return {
    layout: layout.id,
    paper: layout.papers.includes(paper) ? paper : layout.papers[0],
    language: defaults.language,
    ink: preference("ink") ?? defaults.ink ?? "colour",
  };
}

/** Return the page's item of an exercise: its usual dose with what a plan or pack says laid over it. */
export function makeItem({ id, dose = {}, note = "" }, planSide = "") {
  const usual = shelf.exercises.get(id)?.dose ?? {};
  const item = { key: nextKey++, id, dose: {}, days: dose.days ?? null, note: note ?? "", cleared: "", near: [], kept: {}, ownSide: Boolean(dose.side) };
  for (const name of OWN_DOSE) if (usual[name] !== undefined && usual[name] !== null) item.dose[name] = usual[name];
  if (dose.time_s) for (const name of ["reps", "hold_s"]) delete item.dose[name];
  else if (dose.reps || dose.hold_s) delete item.dose.time_s;
  for (const [name, value] of Object.entries(dose)) {
    if (OWN_DOSE.includes(name)) item.dose[name] = typeof usual[name] === "string" ? String(value) : value;
    else if (name !== "days") item.kept[name] = value;
  }
  followSide(item, planSide);
  if (item.dose.side === "as_told") delete item.dose.side;
  return item;
}

/** Let a one-sided exercise follow the side that is treated, unless its own side was chosen on its card. */
export function followSide(item, planSide) {
  const usual = shelf.exercises.get(item.id)?.dose.side;
  if (!item.ownSide && usual === "each") item.dose.side = ["left", "right"].includes(planSide) ? planSide : "each";
}

/** Return the state of a plan file's data; `missing` has near names for each exercise that is not in this library. */
export function fromPlan(plan, missing = {}) {
  const { name = "", reference = "", ...patientKept } = plan.patient ?? {};
  const kept = Object.fromEntries(Object.entries(plan).filter(([key]) => !OWN_PLAN.includes(key)));
  const items = (plan.exercises ?? []).map((one) => makeItem(typeof one === "string" ? { id: one } : one, plan.side));
  for (const item of items) Object.assign(item, { cleared: plan.cleared?.[item.id] ?? "", near: missing[item.id] ?? [] });
  const look = firstLook();
  const state = emptyState({ ...look, name: name ?? "", reference: reference ?? "", side: plan.side ?? "", goal: plan.goal ?? "" });
  for (const key of ["layout", "paper", "language", "ink"]) if (plan[key]) state[key] = plan[key];
  const first = items[0]?.days;
  if (first && items.every((item) => item.days?.join() === first.join())) {
    state.allDays = first;
    for (const item of items) item.days = null;
  }
  return { ...state, review: plan.review_on ?? "", flags: plan.flags ?? [], items, kept, patientKept };
}

/** Return the plain data of a state; keys without a value are left out. */
export function toPlan(state = store.state) {
  const ids = new Set(state.items.map((item) => item.id));
  const holding = shelf.start.sections.filter((section) => section.exercises.some((one) => ids.has(one.id)));
  const cleared = withValue(Object.fromEntries(state.items.map((item) => [item.id, item.cleared.trim()])));
  const patient = { ...state.patientKept, ...withValue({ name: state.name.trim(), reference: state.reference.trim() }) };
  return {
    section: (holding.length ? holding : shelf.start.sections.slice(0, 1)).map((section) => section.id),
    exercises: state.items.map((item) => planned(item, state)),
    ...(patient.name || patient.reference ? { patient } : { unnamed: true }),
    order: "chosen",
    ...withValue({ clinician: shelf.start.defaults.clinician, side: state.side, goal: state.goal.trim(), given_on: shelf.start.today, review_on: state.review }),
    ...withValue({ layout: state.layout, paper: state.paper, language: state.language, ink: state.ink }),
    ...(state.flags.length ? { flags: state.flags } : {}),
    ...(Object.keys(cleared).length ? { cleared } : {}),
    ...state.kept,
  };
}

function planned(item, state) {
  const usual = exerciseOf(item)?.dose ?? {};
  const dose = { ...item.kept };
  const otherKind = AMOUNTS.some((name) => item.dose[name] && !usual[name]);
  for (const name of OWN_DOSE) {
    const value = item.dose[name];
    const differs = value !== usual[name] || name === "side" || (otherKind && AMOUNTS.includes(name));
    if (value !== undefined && value !== null && value !== "" && differs) dose[name] = value;
  }
  const days = item.days ?? (dose.frequency || dose.per_week ? null : state.allDays);
  if (days?.length) dose.days = days;
  return { id: item.id, dose, ...withValue({ note: item.note.trim() }) };
}

function withValue(data) {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== "" && value !== null && value !== undefined));
}

/** Return a plan without anything of a patient, for a pack. */
export function toPack(state) {
  const { section, exercises } = toPlan(state);
  const bare = ({ id, dose: { side, ...dose } }) => {
    const isPatients = side === shelf.exercises.get(id)?.dose.side || ["left", "right"].includes(side);
    return { id, dose: isPatients ? dose : { ...dose, side } };
  };
  return { section, exercises: exercises.map(bare) };
}

/** Return a plan as text that any YAML reader takes, for when the program does not answer. */
export const asText = (plan) => `${JSON.stringify(plan, null, 2)}\n`;
