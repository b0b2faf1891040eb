// Every talk with the program behind the page, and what to do when it does not answer.

import { store } from "./state.js";

/** @import { Alive, Drawn, Letter, Mailed, NotDrawn, NotMailed, Opened, Packed, PlanFile, Refused, Start, Superseded, Text, Watchers } from "../types.js" */

const { link } = store;
const HEADERS = { "X-Handouts": "1", "content-type": "application/json" };

/** The program answered that this page is over. */
export class Stopped extends Error {}
/** The program did not answer. */
export class Lost extends Error {}
/** The program answered, but could not do it. */
export class Failed extends Error {}

const OVER = "over";
const ALIVE = "alive";
const RETRY_MS = 1000;
const BEAT_MS = 3000;
const ANSWER_MS = 6000;
/** After so long without an answer the page is emptied: nobody can tell whether the program still guards it. */
const LOST_MS = 9000;

/** Say what to call when the program stopped, was lost and was found again, and when somebody tried to open the page a second time. */
export function watch(/** @type {Watchers} */ calls) {
  Object.assign(link.watchers, calls);
}

/** Return what the program answers, in JSON. */
async function ask(/** @type {string} */ path, /** @type {RequestInit} */ options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options });
  } catch (error) {
    if (isNamed(error, "AbortError", "TimeoutError")) throw error;
    if (Date.now() >= link.idleEnd) return stop();
    link.isLost = true;
    link.watchers.lost();
    throw new Lost();
  }
  inTouch();
  if (answer.status === 401 || answer.status === 410) return stop();
  if (!answer.ok) throw new Failed();
  return answer.json();
}

/** Return whether an error is one that the browser gives one of these names. */
export const isNamed = (/** @type {unknown} */ error, /** @type {string[]} */ ...names) => error instanceof Error && names.includes(error.name);

/** Note that the program answered, for the other tabs too; an answer after a long silence comes too late. */
function inTouch() {
  emptyIfLost();
  link.answered = Date.now();
  link.others?.postMessage(ALIVE);
  if (link.isLost) link.watchers.found();
  link.isLost = false;
}

/** Tell of others who tried to open the page. */
function noteTries(/** @type {Alive} */ { tried_again: tries }) {
  if (tries > link.triedAgain) link.watchers.triedAgain();
  link.triedAgain = tries;
}

/** Empty the page if the program has not answered for long: it was killed, hangs, or the computer slept. */
function emptyIfLost() {
  if (link.aliveTimer && Date.now() - link.answered > LOST_MS) end();
}

/** Empty the page, once. */
function end() {
  if (link.isOver) return;
  link.isOver = true;
  clearInterval(link.aliveTimer);
  clearTimeout(link.idleTimer);
  link.others?.postMessage(OVER);
  link.watchers.stopped();
}

function stop() {
  end();
  throw new Stopped();
}

/** Ask by sending data; what the answer is, each caller below says. */
const post = (/** @type {string} */ path, /** @type {object} */ data, /** @type {AbortSignal | undefined} */ signal = undefined) => ask(path, { method: "POST", headers: HEADERS, body: JSON.stringify(data), signal });

/** @type {() => Promise<Start>} */
export const start = () => ask("/api/start", { method: "GET", headers: HEADERS });

/** @type {(plan: PlanFile, signal: AbortSignal) => Promise<Drawn | NotDrawn | Superseded>} */
export const drawSheet = (plan, signal) => post("/api/sheet", { tab: link.tab, turn: ++link.turn, plan }, signal);

/** @type {(plan: PlanFile) => Promise<Text | Refused>} */
export const savePlan = (plan) => post("/api/plan/save", { plan });

/** @type {(text: string) => Promise<Opened | Refused>} */
export const openPlan = (text) => post("/api/plan/open", { text });

/** @type {(title: string, plan: PlanFile) => Promise<Packed | Refused>} */
export const savePack = (title, plan) => post("/api/pack", { title, plan });

/** @type {(plan: PlanFile) => Promise<Text | Refused>} */
export const makeNote = (plan) => post("/api/note", { plan });

/** @type {(letter: Letter) => Promise<Mailed | NotMailed>} */
export const sendEmail = (letter) => post("/api/email", letter);

/** Return where a page of the sheet is, so many pixels wide. */
export const pageUrl = (/** @type {string} */ digest, /** @type {number} */ number, /** @type {number} */ width) => `/sheet/${link.tab}/${digest}/${number}.png?width=${width}`;

/** Return where the PDF of the sheet is. */
export const pdfUrl = (/** @type {string} */ digest, download = false) => `/sheet/${link.tab}/${digest}/exercises.pdf${download ? "?download=1" : ""}`;

/** Go on as another page of the browser: what was drawn for this one is forgotten, and asked for no more. */
export function anotherTab() {
  goodbye();
  link.tab = crypto.randomUUID();
  link.turn = 0;
}

const goodbye = () => navigator.sendBeacon("/api/bye", new Blob([JSON.stringify({ tab: link.tab })], { type: "application/json" }));

async function alive() {
  try {
    /** @type {Alive} */
    const answer = await ask("/api/alive", { method: "GET", headers: HEADERS, signal: AbortSignal.timeout(ANSWER_MS) });
    noteTries(answer);
    link.idleEnd = Date.now() + answer.idle_left_s * 1000;
    clearTimeout(link.idleTimer);
    link.idleTimer = setTimeout(alive, answer.idle_left_s * 1000 + 2000);
  } catch (error) {
    if (isNamed(error, "TimeoutError")) {
      link.isLost = true;
      link.watchers.lost();
    } else if (!(error instanceof Lost || error instanceof Stopped || error instanceof Failed)) throw error;
  }
}

/** Wait for the program to say that it stops. One tab of the browser does, and tells the others: a browser has few connections. */
function awaitTheEnd() {
  link.others = new BroadcastChannel("handouts");
  link.others.onmessage = ({ data }) => {
    emptyIfLost();
    if (data === OVER) end();
    link.answered = Date.now();
  };
  navigator.locks?.request("handouts", async () => {
    while (!link.isOver) {
      try {
        const answer = await fetch("/api/alive?wait=1", { cache: "no-store", headers: HEADERS, signal: AbortSignal.timeout(ANSWER_MS + BEAT_MS) });
        if (answer.status === 401 || answer.status === 410) end();
        else if (answer.status !== 200) await pause(RETRY_MS);
        else {
          inTouch();
          noteTries(await answer.json());
        }
      } catch {
        if (link.isLeaving) return;
        await alive();
        await pause(RETRY_MS);
      }
    }
  });
}

const pause = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));

/** Ask every few seconds, while the page is seen, whether the program is there; say goodbye when the page goes. */
export function keepInTouch() {
  link.answered = Date.now();
  alive();
  awaitTheEnd();
  let beats = 0;
  link.aliveTimer = setInterval(() => {
    emptyIfLost();
    beats += 500;
    if (beats % BEAT_MS === 0 && document.visibilityState === "visible") alive();
  }, 500);
  document.addEventListener("visibilitychange", () => {
    emptyIfLost();
    if (document.visibilityState === "visible") alive();
  });
  addEventListener("pagehide", () => {
    link.isLeaving = true;
    goodbye();
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
