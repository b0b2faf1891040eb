// Finding exercises by name, other name and muscle, and by filters; never by complaint.

import { plain } from "./words.js";

/** @import { Exercise, FilterKind, Found, Hit, Match } from "../types.js" */

export const NO_EQUIPMENT = "none";
/** @type {[kind: FilterKind, title: string][]} */
export const KINDS = [["group", "Group"], ["equipment", "Equipment at home"], ["position", "Position"]];

/** Return where in an exercise a text is found: its rank (0 the start of the name), a reason and the part of it; or null. @returns {Hit | null} */
function match(/** @type {Exercise} */ exercise, /** @type {string} */ text) {
  const wanted = plain(text.trim());
  if (!wanted) return { rank: 0, reason: null };
  const name = found(exercise.name, wanted);
  if (name) return { rank: name.at === 0 ? 0 : 1, reason: null, part: name };
  const others = [
    ...[exercise.formal_name, ...exercise.aliases].map((words) => ["Also called", words]),
    ...[...exercise.muscles.main, ...exercise.muscles.also].map((words) => ["Muscle", words]),
  ];
  for (const [label, words] of others) {
    const part = found(words, wanted);
    if (part) return { rank: 2, reason: label, part };
  }
  return null;
}

/** Return where the start of a word in a text matches, with the text around it. @returns {Match | null} */
function found(/** @type {string} */ words, /** @type {string} */ wanted) {
  const text = plain(words);
  const starts = text.startsWith(wanted) ? 0 : text.search(new RegExp(`(?<=[\\s(/,-])${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
  const at = starts >= 0 ? starts : wanted.length > 2 ? text.indexOf(wanted) : -1;
  return at < 0 ? null : { at, words, length: wanted.length };
}

/** Return the options of a filter that an exercise answers to. */
export function optionsOf(/** @type {Exercise} */ exercise, /** @type {FilterKind} */ kind) {
  if (kind === "group") return [exercise.group];
  if (kind === "position") return [exercise.position.id];
  return exercise.equipment.length ? exercise.equipment.map((one) => one.id) : [NO_EQUIPMENT];
}

/**
 * Return whether an exercise passes the chosen filters, leaving one kind out.
 * @type {(exercise: Exercise, chosen: Record<FilterKind, Set<string>>, except?: FilterKind | null) => boolean}
 */
export function passes(exercise, chosen, except = null) {
  return KINDS.every(([kind]) => kind === except || chosen[kind].size === 0 || optionsOf(exercise, kind).some((id) => chosen[kind].has(id)));
}

/** Return exercises that match, best first: starts of names, then library order. @returns {Found[]} */
export function search(/** @type {Exercise[]} */ exercises, /** @type {string} */ text) {
  const matching = exercises.flatMap((exercise) => {
    const hit = match(exercise, text);
    return hit ? [{ exercise, hit }] : [];
  });
  return matching.sort((one, other) => (text.trim() ? one.hit.rank - other.hit.rank : 0));
}
