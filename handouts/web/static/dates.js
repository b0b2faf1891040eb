// Dates as people write them, read as the clinic's country does, and given back in words; a date that cannot be is none.

import { DAY_NAMES } from "./words.js";

const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];
const NUMBERS = /^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*(?:[./-]\s*(\d{4}|\d{2}))?\.?$/;
const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?\.?\s*(?:of\s+)?([a-z]{3,9})\.?,?\s*(\d{4}|\d{2})?$/;
const MONTH_FIRST = /^([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:,?\s*(\d{4}))?$/;

/** Return whether a text is a date as a file has it. */
export const isIso = (/** @type {string} */ text) => /^\d{4}-\d\d-\d\d$/.test(text) && isoDate(...parts(text)) === text;

/** Return year, month and day. @returns {[year: number, at: number, day: number]} */
const parts = (/** @type {string} */ iso) => [Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), Number(iso.slice(8, 10))];
const month = (/** @type {string} */ iso) => MONTHS[parts(iso)[1] - 1];

/** Return an ISO date as 21 Dec 2026. */
export const dateText = (/** @type {string} */ iso) => `${parts(iso)[2]} ${month(iso).slice(0, 3)} ${parts(iso)[0]}`;

/** Return an ISO date as Monday 21 December 2026. */
export function dateWords(/** @type {string} */ iso) {
  const day = DAY_NAMES[(new Date(`${iso}T12:00:00Z`).getUTCDay() + 6) % 7];
  return `${day} ${parts(iso)[2]} ${month(iso)} ${parts(iso)[0]}`;
}

/** Return how a date is written here, by an example. */
export function dateHint(/** @type {string} */ order, /** @type {string} */ today) {
  const iso = weeksAfter(today, 4);
  const [year, at, day] = iso.split("-");
  const numbers = order === "day-month" ? `${day}/${at}/${year}` : order === "month-day" ? `${at}/${day}/${year}` : iso;
  return `${dateText(iso)} or ${numbers}`;
}

/** Return the ISO date so many weeks after another. */
export function weeksAfter(/** @type {string} */ iso, /** @type {number} */ weeks) {
  const day = new Date(`${iso}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * weeks);
  return day.toISOString().slice(0, 10);
}

/**
 * Return a written date as ISO: 2026-12-21, 21 Dec 2026, Dec 21, 21/12/2026 or 12/21/2026 by the `order` of the country, 4 wk;
 * null where it is no date. One without a year is the next such day from today, or the last where it is `past`.
 * @param {string} text
 * @param {{ today: string, order: string, past?: boolean }} here
 */
export function readDate(text, { today, order, past = false }) {
  const written = text.trim().toLowerCase().replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+/, "");
  const weeks = /^(\d{1,2})\s*(wk|wks|week|weeks|w)$/.exec(written);
  if (weeks && !past) return weeksAfter(today, Number(weeks[1]));
  const iso = ISO.exec(written);
  if (iso) return isoDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const read = named(written) ?? numbered(written, order);
  if (!read) return null;
  const [day, at, year] = read;
  return dated(year, at, day, { today, past });
}

/** @typedef {[day: number, at: number, year: string | undefined]} Parts */

/** Return day, month and year where the month is written as a word. @returns {Parts | null} */
function named(/** @type {string} */ written) {
  const [first, second] = [DAY_FIRST.exec(written), MONTH_FIRST.exec(written)];
  const [word, day, year] = first ? [first[2], first[1], first[3]] : second ? [second[1], second[2], second[3]] : [];
  const at = word ? MONTHS.findIndex((name) => name.toLowerCase().startsWith(word === "sept" ? "sep" : word)) + 1 : 0;
  return at ? [Number(day), at, year] : null;
}

/** Return day, month and year of numbers, in the order of the country; none where the country writes the year first. @returns {Parts | null} */
function numbered(/** @type {string} */ written, /** @type {string} */ order) {
  const found = NUMBERS.exec(written);
  if (!found || !["day-month", "month-day"].includes(order)) return null;
  const [first, second] = [Number(found[1]), Number(found[2])];
  const [day, at] = order === "month-day" ? [second, first] : [first, second];
  return [day, at, found[3]];
}

/**
 * @param {string | undefined} year
 * @param {number} at
 * @param {number} day
 * @param {{ today: string, past: boolean }} here
 */
function dated(year, at, day, { today, past }) {
  if (year) return isoDate(Number(year) + (year.length === 2 ? 2000 : 0), at, day);
  const here = Number(today.slice(0, 4));
  const found = isoDate(here, at, day);
  if (found && !past && found < today) return isoDate(here + 1, at, day);
  return found && past && found > today ? isoDate(here - 1, at, day) : found;
}

function isoDate(/** @type {number} */ year, /** @type {number} */ at, /** @type {number} */ day) {
  const found = new Date(Date.UTC(year, at - 1, day));
  const isReal = found.getUTCMonth() === at - 1 && found.getUTCDate() === day && year > 1999 && year < 2100;
  return isReal ? found.toISOString().slice(0, 10) : null;
}
