// Words and numbers as the page writes them: days, fields, counts.

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** @type {[id: string, words: string][]} */
export const SIDES = [["left", "Left"], ["right", "Right"], ["each", "Each"]];
export const WHENS = [["", "Any time"], ["before-run", "Before a run"], ["after-run", "After a run"], ["rest-day", "Only without a run"]];
/** @type {[id: string, words: string][]} */
export const PLAN_SIDES = [["left", "Left"], ["right", "Right"], ["both", "Both"]];
/** @type {Record<string, string>} */
export const FIELDS = { sets: "Sets", reps: "Repeats", hold_s: "Hold (s)", time_s: "Time (s)", rest_s: "Rest (s)", tempo: "Pace", per_day: "Times a day" };
export const NOTE_WORDS = 25;
export const COUNT_ADVICE = 4;
export const COUNT_STRONG = 6;

const short = (/** @type {string} */ day) => day[0].toUpperCase() + day.slice(1);

/** Return `1 exercise` or `4 exercises`. */
export const count = (/** @type {number} */ number, /** @type {string} */ one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** Return days as the sheet prints them: Mon Wed Fri, Mon to Fri, Every day. */
export function daysText(/** @type {string[]} */ days) {
  const at = DAYS.map((day, index) => (days.includes(day) ? index : -1)).filter((index) => index >= 0);
  if (at.length === 0) return "No days";
  if (at.length === 7) return "Every day";
  const [first, last] = [at[0], at[at.length - 1]];
  if (at.length > 2 && last - first === at.length - 1) return `${short(DAYS[first])} to ${short(DAYS[last])}`;
  return at.map((index) => short(DAYS[index])).join(" ");
}

/** Return how many words a text has. */
export const wordCount = (/** @type {string} */ text) => text.split(/\s+/).filter(Boolean).length;

/** Return a text without what no sheet can print and nobody sees: marks of direction and width that come along when a name is pasted. */
export const seen = (/** @type {string} */ text) => text.replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "");

/** Return a text with capital first letter. */
export const capital = (/** @type {string} */ text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Return a text for comparing: lower case, without accents. */
export const plain = (/** @type {string} */ text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Return the key caps of a command key: Ctrl, or the Mac's own. */
export const COMMAND = /mac/i.test(navigator.platform) ? "⌘" : "Ctrl";
