// What an opened plan says that the page has no field for: named, so that nobody is surprised by what prints, and kept until it is taken out.

import { count } from "./words.js";

/** @import { Kept, State } from "../types.js" */

const list = (/** @type {string[]} */ values) => values.join(", ").replaceAll("-", " ");
const days = (/** @type {string[]} */ values) => values.map((day) => day.slice(0, 1).toUpperCase() + day.slice(1)).join(" ");

/** @type {{ [Key in keyof Kept]-?: (value: NonNullable<Kept[Key]>) => string }} */
const WORDS = {
  clinician: (who) => `from ${typeof who === "string" ? who : [who.name, who.role].filter(Boolean).join(", ")}`,
  main_message: (words) => `main message “${words}”`,
  topics: (ids) => (ids.length ? `${count(ids.length, "topic")} to read (${list(ids)})` : "nothing to read"),
  equipment: (ids) => (ids.length ? `at home: ${list(ids)}` : "no equipment at home"),
  figures: ({ skin, hair, build }) => {
    const said = [skin && `with ${skin} skin`, hair && (hair === "headscarf" ? "in a headscarf" : `hair ${hair}`), build && `build ${build}`];
    return `figures drawn ${said.filter(Boolean).join(", ") || "as set"}`;
  },
  pen: (how) => `to fill in by pen (${how})`,
  log_weeks: (weeks) => (weeks ? `log of ${count(weeks, "week")}` : "no log"),
  run_days: (values) => `runs on ${days(values)}`,
  return_to_run: () => "return to running",
  gentle_first: () => "a gentle first stage",
  bilingual: () => "in two languages",
};

/** Return a part of a plan in words: as this page knows it, or else as the file has it. */
function partWords(/** @type {string} */ key, /** @type {unknown} */ value) {
  const known = /** @type {Record<string, (value: unknown) => string>} */ (WORDS)[key];
  return known ? known(value) : `${key.replaceAll("_", " ")}: ${typeof value === "object" ? JSON.stringify(value) : value}`;
}

/** Return what a plan holds beside what the page shows, in words, one for each. */
export function keptWords(/** @type {State} */ { kept, patientKept, isForNobody, name, reference }) {
  const { email, email_ok: agreed, ...others } = patientKept;
  return [
    isForNobody && !name.trim() && !reference.trim() && "for no patient in particular",
    email && `e-mail ${email}`,
    agreed && `agreed to e-mail on ${agreed}`,
    ...Object.keys(others),
    ...Object.entries(kept).map(([key, value]) => partWords(key, value)),
  ].filter(Boolean);
}

/** Take all of it out of a state. */
export function leaveOut(/** @type {State} */ state) {
  Object.assign(state, { kept: {}, patientKept: {}, isForNobody: false });
}
