// What this browser remembers: how the sheet and the page look, never anything about a patient.

const KEY = "handouts.look";
const ALLOWED = ["layout", "paper", "ink", "theme", "singleKeys"];

/** @returns {Record<string, unknown>} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") ?? {};
  } catch {
    return {};
  }
}

/** Return a remembered setting that is a text, or undefined. */
export const preference = (/** @type {string} */ name) => {
  const value = read()[name];
  return typeof value === "string" ? value : undefined;
};

/** Return whether keys work alone: / for the search, and so on. */
export const hasSingleKeys = () => read().singleKeys !== false;

/** Remember a setting. */
export function remember(/** @type {string} */ name, /** @type {string | boolean} */ value) {
  if (!ALLOWED.includes(name)) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [name]: value }));
  } catch {
    return;
  }
}

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Show the page light or dark: as chosen here, else as the system says. */
export function applyTheme() {
  document.documentElement.dataset.theme = preference("theme") ?? (dark.matches ? "dark" : "light");
}

/** Change between light and dark, for this browser only. */
export function switchTheme() {
  remember("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  applyTheme();
}

dark.addEventListener("change", applyTheme);
