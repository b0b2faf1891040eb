// What the page says about a plan, each beside what it concerns: amber advice never stops printing, red must be finished.

import { dateHint, isIso } from "./dates.js";
import { doseOf } from "./doses.js";
import { exerciseOf, nameOf, shelf } from "./state.js";
import { COUNT_ADVICE, COUNT_STRONG, DAYS, FIELDS, NOTE_WORDS, capital, count, wordCount } from "./words.js";

/** @import { Dose, Exercise, Findings, Item, Kind, PatientField, Problem, Said, SheetAnswer, State, Todo } from "../types.js" */

/** Findings that the page has its own words for: how many exercises, a plan without a side, texts that are newer than the plan. */
const SAID_HERE = [["A01", "exercises"], ["C06", "side"], ["G02", null]];
const NOT_FOR_A_FLAG = "S05";
/** @typedef {"reps" | "hold_s" | "time_s"} Amount */
/** @type {Record<Amount, string>} */
const NO_AMOUNT = { reps: "No repeats.", hold_s: "No hold.", time_s: "No time." };
/** @type {Amount[]} */
const AMOUNTS = ["reps", "hold_s", "time_s"];

/** @type {(bold: string, rest: string, more?: Partial<Said>) => Said} */
const advice = (bold, rest, more = {}) => ({ kind: "a", bold, rest, ...more });
/** @type {(bold: string, rest: string, todo: string, more?: Partial<Said>) => Said} */
const mustFix = (bold, rest, todo, more = {}) => ({ kind: "r", bold, rest, todo, ...more });

/**
 * Return all messages: of the plan, of the patient's fields, and of each item by its key. What the program said stays until it says more.
 * @param {State} state
 * @param {SheetAnswer | null} answer
 */
export function checkPlan(state, answer) {
  const minutes = answer?.minutes ?? null;
  /** @type {Findings} */
  const found = { plan: [], name: [], reference: [], goal: [], side: [], review: [], items: new Map(), sheet: [], minutes };
  found.plan.push(...budgetMessages(state.items.length, found.minutes));
  found.side.push(...planSide(state));
  found.review.push(...reviewMessages(state));
  for (const [index, item] of state.items.entries()) found.items.set(item.key, itemMessages(item, index, state));
  if (answer) serverMessages(answer, state, found);
  return found;
}

function budgetMessages(/** @type {number} */ number, /** @type {number | null} */ minutes) {
  if (number > COUNT_STRONG) return [advice(`${number} exercises.`, "Few people do this many. Which four matter most?")];
  if (number <= COUNT_ADVICE) return [];
  const how = minutes === null ? "" : `, about ${minutes} min`;
  return [advice(`${number} exercises${how}.`, "More than 4 are seldom done at home. You can still print.")];
}

/** Return whether nobody has said yet which side an exercise is for that is done one side at a time. */
export function asksSide(/** @type {State} */ state) {
  return !state.side && !state.isForNobody && state.items.some((item) => exerciseOf(item)?.dose.side === "each" && !item.own.side);
}

function planSide(/** @type {State} */ state) {
  return asksSide(state) ? [advice("Which side?", "Until you choose, the sheet says EACH side.", { asks: true })] : [];
}

function reviewMessages(/** @type {State} */ { review, given }) {
  const { today } = shelf.start;
  const text = review.trim();
  if (text && !isIso(text)) {
    const words = `“${text}” is not a date here. Write it as ${dateHint(shelf.start.dates, today)}, or 4 wk.`;
    return [mustFix("", words, "Write the review as a date")];
  }
  if (text && text < today) return [mustFix("The review is in the past.", "Choose a later day.", "Choose a later review")];
  return text && given && text < given ? [mustFix("The review is before the day of the plan.", "Choose a later day.", "Choose a later review")] : [];
}

function itemMessages(/** @type {Item} */ item, /** @type {number} */ index, /** @type {State} */ state) {
  const exercise = exerciseOf(item);
  if (!exercise) return [mustFix("Not in this library.", "Remove it, or choose another.", `Remove ${item.id}`, { field: "remove", near: item.near })];
  const dose = doseOf(item, state);
  const found = [...sideMessages(item, exercise, state, dose), ...doseMessages(item, exercise, dose)];
  const days = dose.days ?? [];
  if (item.own.days?.length === 0) found.push(mustFix("No days.", "Choose at least one.", `Choose days for ${exercise.name}`, { field: "days" }));
  const chosen = item.own.days ?? state.allDays;
  const running = exercise.group === "strength" && chosen && longestRun(exercise.dose.days ?? []).length < 3 ? longestRun(days) : [];
  if (running.length > 2) {
    found.push(advice(`Strength on ${running.length} days running`, `(${running.map(capital).join(", ")}). A day between is usual.`));
  }
  const words = wordCount(item.note);
  if (words > NOTE_WORDS) found.push(advice("", `${words} of ${NOTE_WORDS} words. The sheet moves to smaller type.`, { field: "note", shortens: true }));
  const twin = state.items.findIndex((one) => one.id === item.id);
  if (twin < index) {
    found.push(mustFix(`${exercise.name} is here twice,`, `as ${twin + 1} and ${index + 1}. Keep one.`, `Remove one ${exercise.name}`, { field: "remove" }));
  }
  const easier = shelf.exercises.get(exercise.easier_exercise ?? "");
  if (easier && !state.items.some((one) => one.id === easier.id)) {
    found.push(advice(`${easier.name} comes first.`, `This one is for when ${easier.harder_when}`));
  }
  return found;
}

/** @type {(item: Item, exercise: Exercise, state: State, dose: Dose) => Said[]} */
function sideMessages(item, exercise, state, { side }) {
  if (exercise.dose.side === "both_together") return [];
  if (!side || (side === "as_told" && !item.own.side)) {
    return [mustFix("No side chosen.", "The sheet must say which leg.", `Choose a side for ${exercise.name}`, { field: "side" })];
  }
  if (side === "as_told") return [advice("Side as told.", "The sheet names no leg. Choose one, or tell the patient.")];
  const clash = ["left", "right"].includes(state.side) && ["left", "right"].includes(side) && side !== state.side;
  if (!clash) return [];
  return [advice(`Plan says ${state.side}, this says ${side}.`, "Check before you print.")];
}

/** Say what an emptied amount lacks; whether a written one can be read, the program says. */
function doseMessages(/** @type {Item} */ item, /** @type {Exercise} */ exercise, /** @type {Dose} */ dose) {
  const isEmpty = (/** @type {"sets" | Amount} */ field) => String(item.own[field] ?? dose[field] ?? "").trim() === "";
  const rest = "Add a number, so the sheet says how much.";
  const found = [];
  if (isEmpty("sets")) found.push(mustFix("No sets.", rest, `Add sets for ${exercise.name}`, { field: "sets" }));
  const cleared = AMOUNTS.filter((field) => field in item.own && isEmpty(field));
  if (AMOUNTS.every(isEmpty)) {
    found.push(mustFix("No repeats or hold.", "Add one, so the sheet says how much.", `Add repeats or a hold for ${exercise.name}`, { field: cleared[0] ?? "reps" }));
  } else if (cleared.length) {
    found.push(mustFix(NO_AMOUNT[cleared[0]], rest, `Finish the dose of ${exercise.name}`, { field: cleared[0] }));
  }
  return found;
}

function longestRun(/** @type {string[]} */ days) {
  /** @type {[string[], string[]]} */
  let [best, run] = [[], []];
  for (const day of DAYS) {
    run = days.includes(day) ? [...run, day] : [];
    if (run.length > best.length) best = run;
  }
  return best;
}

/** Put what the program said of the drawn sheet beside what it concerns. */
function serverMessages(/** @type {SheetAnswer} */ answer, /** @type {State} */ state, /** @type {Findings} */ found) {
  if (answer.ok) for (const note of answer.notes) if (!isSaidHere(note)) place(note, state, found);
  if (!answer.ok) for (const problem of answer.problems) place({ level: "error", ...problem }, state, found);
}

const isSaidHere = (/** @type {Problem} */ { check, about }) => SAID_HERE.some(([id, subject]) => check === id && (subject === null || about === subject));

/** @type {Record<string, Kind>} */
const KIND = { error: "r", warning: "a", info: "i" };
/** @type {Record<string, PatientField>} */
const PATIENT_FIELDS = { name: "name", patient: "name", reference: "reference", side: "side", goal: "goal", review_on: "review" };

function place(/** @type {Problem} */ problem, /** @type {State} */ state, /** @type {Findings} */ found) {
  const { about, field, level, message, check, why, fits } = problem;
  const words = capital(message);
  /** @type {Said} */
  const said = { kind: KIND[level ?? ""] ?? "a", bold: "", rest: words, todo: words, check, why };
  const item = state.items.find((one) => one.id === about);
  if (item) placeOnCard({ ...said, field: check === NOT_FOR_A_FLAG && said.kind === "r" ? "cleared" : field, fits }, item, found, problem);
  else if (about && PATIENT_FIELDS[about]) {
    const here = found[PATIENT_FIELDS[about]];
    if (!(said.kind === "r" && here.some((one) => one.kind === "r"))) here.push(said);
  } else if (said.kind === "a" || (check && said.kind === "r")) found.plan.push(said);
  else found.sheet.push(said);
}

/** Put a finding on its card: what was typed before it where its words do not quote that; nothing where the page has said it in its own. */
function placeOnCard(/** @type {Said} */ said, /** @type {Item} */ item, /** @type {Findings} */ found, /** @type {Problem} */ { message, words }) {
  const here = found.items.get(item.key) ?? [];
  const { field, fits, check, kind } = said;
  const typed = kind === "r" && !check && field !== "note" ? heldText(item, field) : "";
  const isSaid = (/** @type {Said} */ one) => one.kind === "r" && (one.field === field || one.field === "remove" || (!typed && !one.check));
  if (kind === "r" && !check && field !== "note" && here.some(isSaid)) return;
  const shortens = Boolean(fits && item.note.trim() && !here.some((one) => one.shortens));
  const todo = typed ? `Correct the ${(FIELDS[field ?? ""] ?? field).toLowerCase().replace(" (s)", "")} of ${nameOf(item)}` : said.todo;
  const before = typed && typed !== words ? { bold: `“${typed}”:`, rest: message } : {};
  here.push({ ...said, todo, shortens, ...before });
}

const heldText = (/** @type {Item} */ item, /** @type {string | null | undefined} */ field) => {
  const value = Object.entries({ ...item.own.frequency, ...item.own }).find(([name]) => name === field)?.[1];
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
};

/** @type {PatientField[]} */
const FIRST = ["name", "reference", "side", "goal", "review"];
/** @type {("plan" | "sheet")[]} */
const LAST = ["plan", "sheet"];

/** @type {(messages: Said[], place: Pick<Todo, "where" | "key">) => Todo[]} */
const mustBeDone = (messages, at) => messages.filter((one) => one.kind === "r").map((one) => ({ ...at, words: one.todo ?? one.rest, field: one.field }));

/** Return what must be finished before printing: words, and where to go. */
export function todos(/** @type {Findings} */ found) {
  const list = FIRST.flatMap((where) => mustBeDone(found[where], { where }));
  for (const [key, messages] of found.items) list.push(...mustBeDone(messages, { where: "item", key }));
  return [...list, ...LAST.flatMap((where) => mustBeDone(found[where], { where }))];
}

/** Return the budget in words: 4 exercises, about 20 minutes. */
export const budgetText = (/** @type {number} */ number, /** @type {number | null} */ minutes) => `${count(number, "exercise")}${minutes === null ? "" : `, about ${count(minutes, "minute")}`}`;
