// The sheet as it will print: asks for it after every change, and shows its pages without a flash.

import { Failed, Lost, Stopped, drawSheet, isNamed, pageUrl } from "./api.js";
import { learn } from "./doses.js";
import { button, byId, fill, find, h, message, seekAll, set } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { toPlan } from "./planfile.js";
import { redraw, store } from "./state.js";
import { sayPreview } from "./toast.js";
import { count } from "./words.js";

/** @import { Drawn, DrawnAnswer, Findings, How, State } from "../types.js" */

/** @typedef {{ page: HTMLElement, index: number, width: number, height: number, sign: string }} Place */

const TYPING_MS = 80;
const BUSY_MS = 300;
const SLOW_MS = 2000;
const SCROLLED_MS = 5000;
const SAID_MS = 3000;
const LARGE_PX = [700, 1000];

const ADD_FIRST = "The sheet appears here when you add an exercise.";
const FINISH_FIRST = "The sheet appears here when what is red is finished.";

const { sheet } = store;

/** Return what the program said of exactly this plan, or null while it is not known. */
export const answerNow = () => (sheet.answer?.asked === sheet.asked ? sheet.answer : null);

/** Return what the program said last, of this plan or of the one before the change that is on its way; null without a plan. */
export const answerBefore = () => sheet.answer;

/** Return the answer for the plan as it stands, waiting for it; null where it cannot be drawn. @returns {Promise<DrawnAnswer | null>} */
export function ready() {
  const now = answerNow();
  if (now) return Promise.resolve(now.ok ? now : null);
  if (!sheet.isAsking) askAgain();
  return new Promise((resolve) => sheet.waiting.push(resolve));
}

/** Ask for the sheet where the plan has changed: at once for a press, 80 ms after the last key. */
export function followSheet(/** @type {State} */ state, /** @type {How} */ { atOnce } = { atOnce: true }) {
  const text = state.items.length ? JSON.stringify(toPlan(state)) : "";
  if (text === sheet.asked) return;
  sheet.asked = text;
  stopWaiting();
  sheet.isAsking = Boolean(text);
  if (!text) {
    forgetSheet();
    return;
  }
  if (atOnce) request();
  else sheet.timers = [setTimeout(request, TYPING_MS)];
}

/** Ask once more, after a failure. */
export function askAgain() {
  sheet.asked = "";
  followSheet(store.state);
}

function stopWaiting() {
  sheet.controller?.abort();
  for (const timer of sheet.timers) clearTimeout(timer);
  busy(null);
}

async function request() {
  const text = sheet.asked;
  const { state } = store;
  const controller = new AbortController();
  sheet.controller = controller;
  sheet.timers = [setTimeout(() => busy(""), BUSY_MS), setTimeout(() => busy("Still drawing the sheet"), SLOW_MS)];
  try {
    const found = await drawSheet(JSON.parse(text), controller.signal);
    if (text !== sheet.asked) return;
    if ("superseded" in found) throw new Failed();
    learn(state, found.doses);
    const answer = { ...found, asked: text };
    sheet.answer = answer;
    showAge(!answer.ok);
    const showing = answer.ok ? showPages(answer) : null;  // its picture is on the way while the page is drawn
    redraw();
    settleWaiting(answer.ok ? answer : null);
    await showing;
    byId("desk-failed").replaceChildren();
  } catch (error) {
    if (isNamed(error, "AbortError") || text !== sheet.asked) return;
    if (!(error instanceof Failed || error instanceof Lost || error instanceof Stopped)) throw error;
    settleWaiting(null);
    if (error instanceof Failed) showFailed();
  } finally {
    if (text === sheet.asked) {
      sheet.isAsking = false;
      for (const timer of sheet.timers) clearTimeout(timer);
      busy(null);
    }
  }
}

/** Ask no more, and forget what was drawn. */
export function endSheet() {
  sheet.asked = "";
  stopWaiting();
  [sheet.answer, sheet.shown] = [null, null];
  settleWaiting(null);
}

function settleWaiting(/** @type {DrawnAnswer | null} */ value) {
  for (const resolve of sheet.waiting) resolve(value);
  sheet.waiting = [];
}

function showFailed() {
  byId("desk-failed").replaceChildren(message("r", "The sheet could not be drawn.", "Your plan is safe.", [["Try again", askAgain]]));
}

/** Show the thin bar, with words when it takes long; null takes both away. */
function busy(/** @type {string | null} */ words) {
  byId("sheet").classList.toggle("busy", words !== null);
  byId("busy-words").textContent = words ?? "";
}

/** Say whether the pages are those of a plan before the one that stands there now. */
function showAge(/** @type {boolean} */ isOld) {
  const hasPages = byId("pages").children.length > 0;
  byId("sheet").classList.toggle("old", isOld && hasPages);
  find(byId("blank"), "*").textContent = isOld ? FINISH_FIRST : ADD_FIRST;
  byId("age").hidden = !(isOld && hasPages);
}

/** Take the pages away: what comes is another plan, perhaps another patient's. */
export function forgetSheet() {
  sheet.answer = null;
  sheet.shown = null;
  clearSheet();
}

function clearSheet() {
  showAge(false);
  byId("pages").replaceChildren();
  byId("desk-failed").replaceChildren();
  byId("blank").hidden = false;
  drawPageNumber();
  settleWaiting(null);
}

/** Return how wide a page is shown: fitted to the height of the pane where all three panes are seen. */
function fitted(/** @type {[number, number]} */ [width, height]) {
  const desk = byId("desk");
  const style = getComputedStyle(desk);
  const across = desk.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const tall = matchMedia("(min-width: 1100px)").matches ? desk.clientHeight - 38 : Infinity;
  const scale = Math.min(across / width, tall / height);
  return [Math.floor(width * scale), Math.floor(height * scale)];
}

/** Show the pages: first the one that is looked at, then the others; a page that is as it was is not asked for again. */
async function showPages(/** @type {Drawn} */ found) {
  if (!byId("desk").clientWidth) {
    sheet.shown = null;
    return;
  }
  const now = { ...found };
  sheet.shown = now;
  const places = makePlaces(now);
  await showPage(places[placeLookedAt(now)], now);
  if (sheet.shown !== now) return;
  byId("blank").hidden = true;
  byId("pages").hidden = false;
  while (byId("pages").children.length > now.pages) byId("pages").lastChild?.remove();
  showEdited(now);
  drawPageNumber();
  await Promise.all(places.map((place) => showPage(place, now)));
  if (sheet.shown === now && Date.now() - sheet.saidAt > SAID_MS) {
    sheet.saidAt = Date.now();
    sayPreview(`Sheet updated, ${count(now.pages, "page")}`);
  }
}

/** Return the place of each page, with what is to be shown on it; a page more is white until it is there. @returns {Place[]} */
function makePlaces(/** @type {Drawn} */ { pages, sizes, leaves }) {
  const holder = byId("pages");
  holder.hidden ||= holder.children.length === 0;
  return sizes.map((size, index) => {
    const [width, height] = fitted(size);
    if (!holder.children[index]) holder.append(button({ class: "page", onclick: () => enlarge(index) }, h("img", { alt: "", width, height })));
    const page = find(holder, `:scope > :nth-child(${index + 1})`);
    set(page, "aria-label", `Page ${index + 1} of ${pages}. Show it larger`);
    return { page, index, width, height, sign: `${leaves[index]} ${width} ${devicePixelRatio}` };
  });
}

/** Show one page once its picture is there; Failed where it cannot be had. */
async function showPage(/** @type {Place} */ { page, index, width, height, sign }, /** @type {Drawn} */ found) {
  if (page.dataset.sign === sign) return;
  const image = h("img", { alt: `Page ${index + 1} of ${found.pages}`, width, height });
  image.src = pageUrl(found.digest, index + 1, Math.ceil(width * devicePixelRatio));
  try {
    await image.decode();
  } catch {
    if (sheet.shown !== found) return;
    throw new Failed();
  }
  if (sheet.shown !== found || page.dataset.sign === sign) return;
  page.dataset.sign = sign;
  page.replaceChildren(image);
}

/** Return which page is asked for first: that of the card last changed, if it will be gone to, else the one in view. */
function placeLookedAt(/** @type {Drawn} */ found) {
  const number = pageOfEdited(found);
  if (number) return number - 1;
  return byId("pages").hidden ? 0 : Math.min(middlePage(), found.pages - 1);
}

function pageOfEdited(/** @type {Drawn} */ found) {
  const item = store.state.items.find((one) => one.key === store.cards.edited);
  return (Date.now() - sheet.scrolledAt >= SCROLLED_MS && item && found.page_of[item.id]) || 0;
}

/** Scroll to the page of the card last changed, unless the preview was scrolled just now. */
function showEdited(/** @type {Drawn} */ found) {
  const number = pageOfEdited(found);
  if (number) goToPage(number - 1);
}

function goToPage(/** @type {number} */ index) {
  const page = seekAll(byId("pages"), ":scope > *")[index];
  if (page) byId("desk").scrollTo({ top: page.offsetTop - 16 });
}

/** Show a page at full width. */
function enlarge(/** @type {number} */ index) {
  if (!sheet.shown) return;
  const { digest, pages, sizes } = sheet.shown;
  const [least, most] = LARGE_PX;  // on a phone it is scrolled, or it would be no larger
  const width = Math.max(least, Math.min(most, innerWidth - 64));
  const image = h("img", { alt: `Page ${index + 1} of ${pages}`, width, height: Math.round((width * sizes[index][1]) / sizes[index][0]) });
  image.src = pageUrl(digest, index + 1, Math.ceil(width * devicePixelRatio));
  const holder = h("div", { class: "large", tabIndex: 0, role: "region", "aria-label": `Page ${index + 1}` }, image);
  openDialog({ title: `Page ${index + 1} of ${pages}`, opener: find(byId("pages"), `:scope > :nth-child(${index + 1})`), body: [holder], size: "wide" });
}

const middlePage = () => {
  const desk = byId("desk");
  const line = desk.scrollTop + desk.clientHeight * 0.4;
  const tops = seekAll(byId("pages"), ":scope > *").map((page) => page.offsetTop);
  return Math.max(0, tops.filter((top) => top <= line).length - 1);
};

/** Say which page is seen, and let the arrows go as far as there are pages. */
function drawPageNumber() {
  const pages = byId("pages").children.length;
  byId("page-of").hidden = pages === 0;
  const here = middlePage();
  byId("page-number").textContent = `Page ${here + 1} of ${pages}`;
  byId("previous-page").disabled = here === 0;
  byId("next-page").disabled = here >= pages - 1;
}

/** Make the pane follow scrolling, turning pages and the size of the window. */
export function buildSheet() {
  const desk = byId("desk");
  const touched = () => {
    sheet.scrolledAt = Date.now();
  };
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) desk.addEventListener(kind, touched, { passive: true });
  desk.addEventListener("scroll", drawPageNumber, { passive: true });
  const turn = (/** @type {number} */ by) => {
    touched();
    goToPage(middlePage() + by);
  };
  byId("previous-page").addEventListener("click", () => turn(-1));
  byId("next-page").addEventListener("click", () => turn(1));
  let timer = 0;
  let before = "";
  new ResizeObserver(() => {
    const size = `${desk.clientWidth} ${desk.clientHeight}`;
    if (size === before) return;
    before = size;
    clearTimeout(timer);
    timer = setTimeout(showAgain, 150);
  }).observe(desk);
}

/** Show the pages again at the size the pane now has. */
async function showAgain() {
  const found = answerNow();
  if (!found?.ok) return;
  sheet.shown = null;
  try {
    await showPages(found);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    showFailed();
  }
}

/** Show what the program said of the sheet as a whole: what must be finished, and folded away what it did to fit. */
export function drawSheetMessages(/** @type {Findings} */ found) {
  const facts = found.sheet.filter((one) => one.kind === "i");
  fill(byId("sheet-messages"), JSON.stringify(found.sheet), () => [
    ...found.sheet.filter((one) => one.kind !== "i").map((one) => message(one.kind, one.bold, one.rest, [], null, one.why)),
    facts.length ? h("details", {}, h("summary", {}, `${count(facts.length, "note")} on this sheet`), h("ul", {}, facts.map((one) => h("li", {}, one.rest)))) : null,
  ]);
}
