// Words and numbers as the page writes them: days, dates, counts.

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const SIDES = [["left", "Left"], ["right", "Right"], ["each", "Each"], ["both_together", "Both"]];
export const PLAN_SIDES = [["left", "Left"], ["right", "Right"], ["both", "Both"]];
export const FIELDS = { sets: "Sets", reps: "Repeats", hold_s: "Hold (s)", time_s: "Time (s)", rest_s: "Rest (s)" };
export const NOTE_WORDS = 25;
export const COUNT_ADVICE = 4;
export const COUNT_STRONG = 6;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const short = (day) => day[0].toUpperCase() + day.slice(1);

/** Return `1 exercise` or `4 exercises`. */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** Return days as the sheet prints them: Mon Wed Fri, Mon to Fri, Every day. */
export function daysText(days) {
  const at = DAYS.map((day, index) => (days.includes(day) ? index : -1)).filter((index) => index >= 0);
  if (at.length === 0) return "No days";
  if (at.length === 7) return "Every day";
  const [first, last] = [at[0], at[at.length - 1]];
  if (at.length > 2 && last - first === at.length - 1) return `${short(DAYS[first])} to ${short(DAYS[last])}`;
  return at.map((index) => short(DAYS[index])).join(" ");
}

/** Return an ISO date as 21 Dec 2026. */
export function dateText(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** Return the ISO date so many weeks after another. */
export function weeksAfter(iso, weeks) {
  const day = new Date(`${iso}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * weeks);
  return day.toISOString().slice(0, 10);
}

/** Return a written date as ISO: 2026-12-21, 21 Dec 2026, 21/12/2026, 21.12., 4 wk; null where it is no date. */
export function readDate(text, today) {
  const written = text.trim().toLowerCase();
  const weeks = /^(\d{1,2})\s*(wk|wks|week|weeks|w)$/.exec(written);
  if (weeks) return weeksAfter(today, Number(weeks[1]));
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written);
  if (iso) return isoDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const named = /^(\d{1,2})\.?\s+([a-z]{3,9})\.?,?\s*(\d{4})?$/.exec(written);
  if (named) {
    const month = MONTHS.findIndex((name) => named[2].startsWith(name.toLowerCase())) + 1;
    return month ? nextDate(named[3], month, Number(named[1]), today) : null;
  }
  const numbers = /^(\d{1,2})[./](\d{1,2})[./]?(\d{4})?$/.exec(written);
  if (!numbers) return null;
  const pair = [Number(numbers[1]), Number(numbers[2])];
  const [day, month] = navigator.language === "en-US" ? pair.reverse() : pair;
  return nextDate(numbers[3], month, day, today);
}

/** Return the date, in the coming year where none is written. */
function nextDate(year, month, day, today) {
  if (year) return isoDate(Number(year), month, day);
  const here = Number(today.slice(0, 4));
  const found = isoDate(here, month, day);
  return found && found < today ? isoDate(here + 1, month, day) : found;
}

function isoDate(year, month, day) {
  const found = new Date(Date.UTC(year, month - 1, day));
  const isReal = found.getUTCMonth() === month - 1 && found.getUTCDate() === day && year > 1999 && year < 2100;
  return isReal ? found.toISOString().slice(0, 10) : null;
}

/** Return how many words a text has. */
export const wordCount = (text) => text.split(/\s+/).filter(Boolean).length;

/** Return a text without what no sheet can print and nobody sees: marks of direction and width that come along when a name is pasted. */
export const seen = (text) => text.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "");

/** Return a text with capital first letter. */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Return a text for comparing: lower case, without accents. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Return the key caps of a command key: Ctrl, or the Mac's own. */
export const COMMAND = /mac/i.test(navigator.platform) ? "⌘" : "Ctrl";
