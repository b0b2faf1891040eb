// Every talk with the program behind the page, and what to do when it does not answer.

let tab = crypto.randomUUID();
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
const watchers = { stopped: () => {}, lost: () => {}, found: () => {}, triedAgain: () => {} };
let answered = Date.now();
let triedAgain = 0;
let idleEnd = Infinity;
let idleTimer = 0;
let turn = 0;
let isLost = false;
let aliveTimer = 0;
let isOver = false;
let isLeaving = false;
let others = null;

/** Say what to call when the program stopped, was lost and was found again, and when somebody tried to open the page a second time. */
export function watch(calls) {
  Object.assign(watchers, calls);
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError" || error.name === "TimeoutError") throw error;
    if (Date.now() >= idleEnd) return stop();
    isLost = true;
    watchers.lost();
    throw new Lost();
  }
  inTouch();
  if (answer.status === 401 || answer.status === 410) return stop();
  if (!answer.ok) throw new Failed();
  return answer.json();
}

/** Note that the program answered, for the other tabs too; an answer after a long silence comes too late. */
function inTouch() {
  emptyIfLost();
  answered = Date.now();
  others?.postMessage(ALIVE);
  if (isLost) watchers.found();
  isLost = false;
}

/** Tell of others who tried to open the page. */
function noteTries({ tried_again: tries }) {
  if (tries > triedAgain) watchers.triedAgain();
  triedAgain = tries;
}

/** Empty the page if the program has not answered for long: it was killed, hangs, or the computer slept. */
function emptyIfLost() {
  if (aliveTimer && Date.now() - answered > LOST_MS) end();
}

/** Empty the page, once. */
function end() {
  if (isOver) return;
  isOver = true;
  clearInterval(aliveTimer);
  clearTimeout(idleTimer);
  others?.postMessage(OVER);
  watchers.stopped();
}

function stop() {
  end();
  throw new Stopped();
}

const post = (path, data, signal) => ask(path, { method: "POST", headers: HEADERS, body: JSON.stringify(data), signal });

export const start = () => ask("/api/start", { method: "GET", headers: HEADERS });
export const drawSheet = (plan, signal) => post("/api/sheet", { tab, turn: ++turn, plan }, signal);
export const savePlan = (plan) => post("/api/plan/save", { plan });
export const openPlan = (text) => post("/api/plan/open", { text });
export const savePack = (title, plan) => post("/api/pack", { title, plan });
export const makeNote = (plan) => post("/api/note", { plan });
export const sendEmail = (letter) => post("/api/email", letter);

/** Return where a page of the sheet is, so many pixels wide. */
export const pageUrl = (digest, number, width) => `/sheet/${tab}/${digest}/${number}.png?width=${width}`;

/** Return where the PDF of the sheet is. */
export const pdfUrl = (digest, download) => `/sheet/${tab}/${digest}/exercises.pdf${download ? "?download=1" : ""}`;

/** Go on as another page of the browser: what was drawn for this one is forgotten, and asked for no more. */
export function anotherTab() {
  goodbye();
  tab = crypto.randomUUID();
  turn = 0;
}

const goodbye = () => navigator.sendBeacon("/api/bye", new Blob([JSON.stringify({ tab })], { type: "application/json" }));

async function alive() {
  try {
    const answer = await ask("/api/alive", { method: "GET", headers: HEADERS, signal: AbortSignal.timeout(ANSWER_MS) });
    noteTries(answer);
    idleEnd = Date.now() + answer.idle_left_s * 1000;
    clearTimeout(idleTimer);
    idleTimer = setTimeout(alive, answer.idle_left_s * 1000 + 2000);
  } catch (error) {
    if (error.name === "TimeoutError") {
      isLost = true;
      watchers.lost();
    } else if (!(error instanceof Lost || error instanceof Stopped || error instanceof Failed)) throw error;
  }
}

/** Wait for the program to say that it stops. One tab of the browser does, and tells the others: a browser has few connections. */
function awaitTheEnd() {
  others = new BroadcastChannel("handouts");
  others.onmessage = ({ data }) => {
    emptyIfLost();
    if (data === OVER) end();
    answered = Date.now();
  };
  navigator.locks?.request("handouts", async () => {
    while (!isOver) {
      try {
        const answer = await fetch("/api/alive?wait=1", { cache: "no-store", headers: HEADERS, signal: AbortSignal.timeout(ANSWER_MS + BEAT_MS) });
        if (answer.status === 401 || answer.status === 410) end();
        else if (answer.status !== 200) await pause(RETRY_MS);
        else {
          inTouch();
          noteTries(await answer.json());
        }
      } catch {
        if (isLeaving) return;
        await alive();
        await pause(RETRY_MS);
      }
    }
  });
}

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Ask every few seconds, while the page is seen, whether the program is there; say goodbye when the page goes. */
export function keepInTouch() {
  answered = Date.now();
  alive();
  awaitTheEnd();
  let beats = 0;
  aliveTimer = setInterval(() => {
    emptyIfLost();
    beats += 500;
    if (beats % BEAT_MS === 0 && document.visibilityState === "visible") alive();
  }, 500);
  document.addEventListener("visibilitychange", () => {
    emptyIfLost();
    if (document.visibilityState === "visible") alive();
  });
  addEventListener("pagehide", () => {
    isLeaving = true;
    goodbye();
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
