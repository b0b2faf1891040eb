// What the page says about a plan, each beside what it concerns: amber advice never stops printing, red must be finished.

import { COUNT_ADVICE, COUNT_STRONG, DAYS, NOTE_WORDS, PLAN_SIDES, SIDES, capital, count, wordCount } from "./words.js";
import { daysOf, exerciseOf, nameOf, secondsOf, shelf } from "./state.js";

const EFFORT = /^(\d{1,2}(\s*(-|–|to)\s*\d{1,2})?|light|mild|moderate|hard)$/;
const LOAD = /^(body weight|\d{1,3}(\.\d{1,2})? ?(kg|lb)|[^\W\d]{2,15}( [^\W\d]{2,15})? band)$/u;

// Notes of the program that the page has its own words for.
const SAID_HERE = /^(\d+ exercises;|no side is given|the .+ texts were issued anew)/;

const TO_FIT = /^to fit\b|does not fit/i;

const advice = (bold, rest, more = {}) => ({ kind: "a", bold, rest, ...more });
const mustFix = (bold, rest, todo, more = {}) => ({ kind: "r", bold, rest, todo, ...more });

/** Return all messages: of the plan, of the patient's fields, and of each item by its key. What the program said stays until it says more. */
export function checkPlan(state, answer, isNew) {
  const found = { plan: [], name: [], side: [], review: [], items: new Map(), sheet: [] };
  const minutes = (isNew && answer?.minutes) || Math.max(1, Math.round(state.items.reduce((sum, item) => sum + secondsOf(item), 0) / 60));
  found.minutes = minutes;
  found.plan.push(...budgetMessages(state.items.length, minutes));
  if (state.review && state.review < shelf.start.today) {
    found.review.push(mustFix("The review is in the past.", "Choose a later day.", "Choose a later review"));
  }
  for (const [index, item] of state.items.entries()) found.items.set(item.key, itemMessages(item, index, state));
  if (answer) serverMessages(answer, state, found);
  return found;
}

function budgetMessages(number, minutes) {
  const most = shelf.start.most_minutes;
  if (number > COUNT_STRONG) return [advice(`${number} exercises.`, "Few people do this many. Which four matter most?"), ...overTime(minutes, most)];
  if (number > COUNT_ADVICE) return [advice(`${number} exercises, about ${minutes} min.`, "More than 4 are seldom done at home. You can still print.")];
  return overTime(minutes, most);
}

function overTime(minutes, most) {
  return minutes > most ? [advice(`About ${minutes} min.`, `That is over the ${most} min set for this clinic.`)] : [];
}

function itemMessages(item, index, state) {
  const exercise = exerciseOf(item);
  if (!exercise) return [mustFix("Not in this library.", "Remove it, or choose another.", `Remove ${item.id}`, { field: "remove", near: item.near })];
  const found = [...sideMessages(item, exercise, state), ...doseMessages(item, exercise)];
  const days = daysOf(item, state);
  if (item.days?.length === 0) found.push(mustFix("No days.", "Choose at least one.", `Choose days for ${exercise.name}`, { field: "days" }));
  const chosen = item.days ?? state.allDays;
  const running = exercise.group === "strength" && chosen && longestRun(exercise.dose.days ?? []).length < 3 ? longestRun(days) : [];
  if (running.length > 2) {
    found.push(advice(`Strength on ${running.length} days running`, `(${running.map(capital).join(", ")}). A day between is usual.`));
  }
  const words = wordCount(item.note);
  if (words > NOTE_WORDS) found.push(advice("", `${words} of ${NOTE_WORDS} words. The sheet moves to smaller type.`, { field: "note", shortens: true }));
  const twin = state.items.findIndex((one) => one.id === item.id);
  if (twin < index) {
    found.push(advice(`${exercise.name} is here twice,`, `as ${twin + 1} and ${index + 1}. Keep one, or leave both for left and right.`));
  }
  const easier = shelf.exercises.get(exercise.easier_exercise);
  if (easier && !state.items.some((one) => one.id === easier.id)) {
    found.push(advice(`${easier.name} comes first.`, `This one is for when ${easier.harder_when}`));
  }
  return found;
}

function sideMessages(item, exercise, state) {
  const { side } = item.dose;
  if (!side) return [mustFix("No side chosen.", "The sheet must say which leg.", `Choose a side for ${exercise.name}`, { field: "side" })];
  const clash = ["left", "right"].includes(state.side) && ["left", "right"].includes(side) && side !== state.side;
  if (!clash) return [];
  const [plan, here] = [new Map(PLAN_SIDES).get(state.side), new Map(SIDES).get(side)];
  return [advice(`Plan says ${plan.toLowerCase()}, this says ${here.toLowerCase()}.`, "Check before you print.")];
}

function doseMessages(item, exercise) {
  const { sets, reps, hold_s: hold, time_s: time, effort, load } = item.dose;
  const found = [];
  if (!sets) found.push(mustFix("No sets.", "Add a number, so the sheet says how much.", `Add sets for ${exercise.name}`, { field: "sets" }));
  if (!reps && !hold && !time) {
    const field = ["reps", "hold_s", "time_s"].find((name) => name in item.dose) ?? "reps";
    found.push(mustFix("No repeats or hold.", "Add one, so the sheet says how much.", `Add repeats or a hold for ${exercise.name}`, { field }));
  } else if (["reps", "hold_s"].some((name) => name in item.dose && !item.dose[name])) {
    const field = reps ? "hold_s" : "reps";
    found.push(mustFix(reps ? "No hold." : "No repeats.", "Add a number, so the sheet says how much.", `Finish the dose of ${exercise.name}`, { field }));
  }
  if (effort && !EFFORT.test(effort)) {
    found.push(mustFix("Effort is 0 to 10,", "such as 6 or 5 to 6, or a word: light, mild, moderate, hard.", `Write the effort for ${exercise.name}`, { field: "effort" }));
  }
  if (load && !LOAD.test(load)) {
    found.push(mustFix("Write the load", "as 8 kg, 15 lb, green band or body weight.", `Write the load for ${exercise.name}`, { field: "load" }));
  }
  return found;
}

function longestRun(days) {
  let [best, run] = [[], []];
  for (const day of DAYS) {
    run = days.includes(day) ? [...run, day] : [];
    if (run.length > best.length) best = run;
  }
  return best;
}

/** Put what the program said of the drawn sheet beside what it concerns. */
function serverMessages(answer, state, found) {
  for (const problem of answer.problems ?? []) place({ level: "error", ...problem }, state, found);
  for (const note of answer.notes ?? []) if (!SAID_HERE.test(note.message)) place(note, state, found);
}

const KIND = { error: "r", warning: "a", info: "i" };
const PATIENT_FIELDS = { name: "name", patient: "name", reference: "name", side: "side", review_on: "review" };

function place({ about, field, level, message, check, why }, state, found) {
  const words = capital(message);
  const said = { kind: KIND[level] ?? "a", bold: "", rest: words, todo: words, check, why };
  const item = state.items.find((one) => one.id === about) ?? state.items.find((one) => message.startsWith(`'${nameOf(one)}' does not fit`));
  if (item) {
    const here = found.items.get(item.key);
    const isFit = TO_FIT.test(message) && item.note.trim() && !here.some((one) => one.shortens);
    const isSaid = said.kind === "r" && !check && here.some((one) => one.kind === "r");  // the page has said it in its own words
    if (!isSaid) here.push({ ...said, field: check === "S05" ? "cleared" : field, shortens: Boolean(isFit) });
  } else if (PATIENT_FIELDS[about]) found[PATIENT_FIELDS[about]].push(said);
  else if (said.kind === "a" || (check && said.kind === "r")) found.plan.push(said);
  else found.sheet.push(said);
}

/** Return what must be finished before printing: words, and where to go. */
export function todos(found) {
  const list = [];
  for (const where of ["name", "side", "review"]) for (const one of found[where]) if (one.kind === "r") list.push({ words: one.todo, where });
  for (const [key, messages] of found.items) for (const one of messages) if (one.kind === "r") list.push({ words: one.todo, where: "item", key, field: one.field });
  for (const where of ["plan", "sheet"]) for (const one of found[where]) if (one.kind === "r") list.push({ words: one.todo, where });
  return list;
}

/** Return the budget in words: 4 exercises, about 20 minutes. */
export const budgetText = (number, minutes) => `${count(number, "exercise")}, about ${count(minutes, "minute")}`;
