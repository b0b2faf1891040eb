// What to do when the program does not answer: say it, and keep the plan safe.

import { Failed, Lost, Stopped } from "./api.js";

/** @import { Problem } from "../types.js" */

/**
 * Return what a call answers, or null when the program could not do it; losing contact is said elsewhere.
 * @template Answer
 * @param {() => Promise<Answer>} call
 */
export async function tried(call) {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Failed || error instanceof Lost || error instanceof Stopped) return null;
    throw error;
  }
}

/** Return problems as sentences, with their lines. */
export function problemWords(/** @type {Problem[]} */ problems) {
  return problems.map(({ line, message }) => `${line ? `Line ${line}: ` : ""}${message}`).join(" ");
}
