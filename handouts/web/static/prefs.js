// What this browser remembers: how the sheet and the page look, never anything about a patient.

const KEY = "handouts.look";
const ALLOWED = ["layout", "paper", "ink", "theme", "singleKeys"];

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** Return a remembered setting, or undefined. */
export const preference = (name) => read()[name];

/** Remember a setting. */
export function remember(name, value) {
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
