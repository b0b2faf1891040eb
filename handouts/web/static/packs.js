// Packs: named choices of exercises, in a menu and on the empty plan; and saving the plan as one.

import { savePack } from "./api.js";
import { button, byId, h, listen, message, seek, tile } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { problemWords, tried } from "./failing.js";
import { toPack } from "./planfile.js";
import { takePack } from "./plan.js";
import { shelf, store } from "./state.js";
import { toast } from "./toast.js";
import { count } from "./words.js";

/** @import { Pack } from "../types.js" */

/** Make the menu of packs work, and show them on the empty plan. */
export function buildPacks() {
  const opener = byId("packs");
  opener.addEventListener("click", () => toggle(byId("packs-menu").hidden));
  byId("save-pack").addEventListener("click", () => askTitle(byId("save-pack")));
  listen("pointerdown", (event) => {
    if (!event.composedPath().some((one) => one === byId("packs-menu") || one === opener)) toggle(false);
  });
  byId("packs-menu").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    toggle(false);
    opener.focus();
  });
  drawStart();
}

function toggle(/** @type {boolean} */ isOpen) {
  const menu = byId("packs-menu");
  if (!isOpen && menu.hidden) return;
  store.pack = null;
  menu.hidden = !isOpen;
  byId("packs").setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) return;
  drawMenu();
  seek(menu, "button")?.focus();
}

function drawMenu() {
  const { packs } = shelf.start;
  const rows = packs.length ? packs.map(menuRow) : [h("p", { class: "lb" }, "No packs yet. Choose exercises, then Save as pack.")];
  byId("packs-menu").replaceChildren(...rows);
}

function menuRow(/** @type {Pack} */ pack) {
  const take = (/** @type {boolean} */ replaces) => {
    toggle(false);
    takePack(pack, replaces);
    byId("packs").focus();
  };
  const press = () => {
    if (!store.state.items.length) return take(true);
    store.pack = store.pack === pack.id ? null : pack.id;
    drawMenu();
    seek(byId("packs-menu"), ".asked button")?.focus();
  };
  const row = button({ class: "b q wide", "aria-expanded": store.state.items.length ? String(store.pack === pack.id) : null, onclick: press }, packWords(pack));
  if (store.pack !== pack.id) return row;
  const ways = h(
    "div",
    { class: "asked" },
    button({ class: "b", onclick: () => take(false) }, "Add to the plan"),
    button({ class: "b", onclick: () => take(true) }, "Replace the plan"),
  );
  return h("div", {}, row, ways);
}

function packWords(/** @type {Pack} */ pack) {
  const words = `${pack.own ? "Your clinic’s own. " : ""}${count(pack.exercises.length, "exercise")}, about ${pack.minutes} min`;
  return h("span", { class: "pack-words" }, h("b", {}, pack.title), h("small", {}, words));
}

/** Draw four packs with their drawings on the empty plan. */
function drawStart() {
  const make = (/** @type {Pack} */ pack) => {
    const tiles = pack.exercises.slice(0, 4).map(({ id }) => tile(shelf.exercises.get(id), shelf.exercises.get(id)?.name ?? id));
    return button({ class: "pack", onclick: () => takePack(pack, true) }, h("span", { class: "ths" }, tiles), packWords(pack));
  };
  const own = shelf.start.packs.filter((pack) => pack.own);
  const others = shelf.start.packs.filter((pack) => !pack.own);
  byId("packs-start").replaceChildren(...[...others.slice(0, Math.max(1, 4 - own.length)), ...own].slice(0, 4).map(make));
}

/** Ask for the name of a new pack. */
export function askTitle(/** @type {HTMLElement} */ opener) {
  const input = h("input", { class: "t", id: "pack-title", autocomplete: "off", maxlength: 60 });
  const failed = h("div", { role: "alert" });
  const save = async () => {
    const answer = await tried(() => savePack(input.value.trim(), toPack(store.state)));
    if (!answer?.ok) {
      failed.replaceChildren(message("r", "", answer ? problemWords(answer.problems) : "The pack was not saved. Try again."));
      input.focus();
      return;
    }
    shelf.start.packs = answer.packs;
    drawStart();
    dialog.close();
    toast(`${input.value.trim()} saved as a pack.`);
  };
  const dialog = openDialog({
    title: "Save as pack",
    opener,
    body: [
      h("label", { class: "fl" }, h("span", { class: "lb" }, "Name of the pack, by what it trains"), input),
      h("p", { class: "lb" }, "The name, goal and notes are left out."),
      failed,
    ],
    actions: (close) => [button({ class: "b", onclick: close }, "Cancel"), button({ class: "b p", onclick: save }, "Save as pack")],
    onEnter: save,
  });
}
