// Line icons of the page, drawn as SVG so that they take the colour of the text beside them.

const SPACE = "http://www.w3.org/2000/svg";

/** @type {Record<string, string>} */
const PATHS = {
  undo: "M6 3.5L2.8 6.7 6 10M3 6.7h7.5a4 4 0 010 8H7",
  redo: "M12 3.5l3.2 3.2L12 10M15 6.7H7.5a4 4 0 000 8H11",
  open: "M2.5 14.5v-10h4l1.5 2h7v2M2.5 14.5l2.3-6h11.4l-2.3 6z",
  save: "M9 2.5v8M5.5 7.5L9 11l3.5-3.5M3 12.5v2.5h12v-2.5",
  moon: "M14.8 10.6A6.3 6.3 0 117.4 3.2a5 5 0 007.4 7.4z",
  keyboard: "M2 4.5h14v9H2zM5 7.5v.01M8 7.5v.01M11 7.5v.01M13.5 7.5v.01M5.5 11h7",
  print: "M5 6.5v-4h8v4M5 12.5H2.5v-6h13v6H13M5 10.5h8v5H5z",
  down: "M4.5 7L9 11.5 13.5 7",
  up: "M4.5 11L9 6.5l4.5 4.5",
  previous: "M11 4L6 9l5 5",
  next: "M7 4l5 5-5 5",
  box: "M2.5 6L9 2.5 15.5 6v6.5L9 15.5l-6.5-3zM2.5 6L9 9l6.5-3M9 9v6.5",
  filter: "M3 5h12M5.5 9h7M8 13h2",
  plus: "M9 3.5v11M3.5 9h11",
  minus: "M3.5 9h11",
  cross: "M4.5 4.5l9 9M13.5 4.5l-9 9",
  tick: "M3.5 9.5l3.5 3.5 7.5-8",
  edit: "M3 15l.8-3.2L12 3.5l2.5 2.5-8.3 8.2z",
  note: "M3.5 4.5h11v7h-6l-3 3v-3h-2z",
  page: "M4 2.5h7l3.5 3.5v9.5H4zM11 2.5V6h3.5",
  mail: "M2.5 4.5h13v9h-13zM2.5 5l6.5 5 6.5-5",
  copy: "M6.5 6.5h8v9h-8zM11.5 6.5v-4h-8v9h3",
  warning: "M9 2.5l7 12.5H2zM9 7.5v3.5M9 13v.01",
  info: "M9 2.3a6.7 6.7 0 110 13.4A6.7 6.7 0 019 2.3M9 8.2v4.3M9 5.6v.01",
  arrowUp: "M9 14.5v-11M4.5 8L9 3.5 13.5 8",
  arrowDown: "M9 3.5v11M4.5 10L9 14.5l4.5-4.5",
  search: "M8 2.8a5.2 5.2 0 110 10.4A5.2 5.2 0 018 2.8M12 12l4 4",
  tiles: "M3 3.5h5v5H3zM10.5 3.5h5v5h-5zM3 10.5h5v5H3zM10.5 10.5h5v5h-5z",
  lines: "M7 4.5h8.5M7 9h8.5M7 13.5h8.5M3 4.5v.01M3 9v.01M3 13.5v.01",
  dots: "M9 4v.01M9 9v.01M9 14v.01",
  grip: "M6.5 4v.01M6.5 9v.01M6.5 14v.01M11.5 4v.01M11.5 9v.01M11.5 14v.01",
};

/** Return an icon by name; it is decoration, its button has the name. */
export function icon(/** @type {string} */ name) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("class", ["grip", "dots"].includes(name) ? "i dotted" : "i");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Put an icon into everything of the page that asks for one. */
export function placeIcons() {
  for (const holder of document.querySelectorAll("[data-icon], [data-icon-after]")) {
    if (!(holder instanceof HTMLElement)) continue;
    if (holder.dataset.icon) holder.prepend(icon(holder.dataset.icon));
    if (holder.dataset.iconAfter) holder.append(icon(holder.dataset.iconAfter));
  }
}

/** Return a small bar filled to a share of its width; amber when over. */
export function meter(/** @type {number} */ share, /** @type {boolean} */ over) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("class", over ? "m over" : "m");
  svg.setAttribute("viewBox", "0 0 56 8");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, width] of Object.entries({ ground: 56, fill: Math.round(56 * Math.min(1, share)) })) {
    const bar = document.createElementNS(SPACE, "rect");
    bar.setAttribute("class", name);
    bar.setAttribute("width", String(width));
    bar.setAttribute("height", "8");
    bar.setAttribute("rx", "4");
    svg.append(bar);
  }
  return svg;
}
