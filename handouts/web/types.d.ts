// What the picking page speaks of: the program's answers, the plan on the page, and the one store of all that changes.
// Types only: nothing of this file runs. `bash tests/run` holds the page's scripts, and the program's real answers, to it.

export type Side = "left" | "right" | "both";
export type Kind = "r" | "a" | "i";
export type Level = "error" | "warning" | "info";
export type FilterKind = "group" | "equipment" | "position";
export type Pane = "library" | "plan" | "sheet";
export type PatientField = "name" | "reference" | "side" | "goal" | "review";

// The program's answers

export interface Named {
  id: string;
  name: string;
}

/** What the program says of a plan: in words, and what it is about. */
export interface Problem {
  message: string;
  about?: string | null;
  field?: string | null;
  level?: Level;
  line?: number | null;
  check?: string;
  why?: string;
  fits?: boolean;
  kind?: string;
  words?: string | null;
}

export interface Refused {
  ok: false;
  problems: Problem[];
}

/** A part of a dose as it is typed or as a file has it. */
export type Written = string | number;

/** What a plan says of a dose: only what differs from the usual. */
export interface OwnDose {
  sets?: Written;
  reps?: Written;
  hold_s?: Written;
  time_s?: Written;
  rest_s?: Written;
  per_week?: Written;
  per_day?: Written;
  side?: string;
  when?: string;
  load?: string;
  effort?: Written;
  tempo?: string;
  days?: string[];
  frequency?: { per_day?: Written; at_most?: boolean; days?: string[]; per_week?: Written };
}

/** A dose as its sheet prints it. */
export interface Dose extends Omit<OwnDose, "frequency"> {
  at_most?: boolean;
}

export type DoseField = keyof OwnDose;
export type NumberField = "sets" | "reps" | "hold_s" | "time_s" | "rest_s" | "per_day";

export interface Exercise extends Named {
  formal_name: string;
  aliases: string[];
  group: string;
  muscles: { main: string[]; also: string[] };
  equipment: Named[];
  position: Named;
  purpose: string;
  dose: Dose;
  limits: Record<NumberField | "per_week", [least: number, most: number]>;
  dose_line: string;
  seconds: number;
  easier: string;
  first: string;
  harder: string;
  harder_line: string;
  harder_when: string;
  easier_exercise: string | null;
  harder_exercise: string | null;
  precautions: string[];
  contraindications: string[];
  flags: string[];
  evidence: { grade: string; text: string };
  alt: string;
  picture: "svg" | "png" | null;
}

export interface Section extends Named {
  groups: { id: string; line: string }[];
  exercises: Exercise[];
}

/** An exercise as a plan or a pack chooses it. */
export interface Chosen {
  id: string;
  dose?: OwnDose;
  note?: string | null;
}

export interface Pack {
  id: string;
  title: string;
  use: string;
  section: string[];
  own: boolean;
  pain: string | null;
  minutes: number | null;
  exercises: Chosen[];
}

export interface LayoutFacts {
  id: string;
  title: string;
  papers: string[];
}

/** What the program says of itself when the page opens. */
export interface Start {
  clinic: { name: string; has_logo: boolean; example: boolean };
  today: string;
  review_weeks: number;
  most_minutes: number;
  dates: string;
  defaults: Look & { clinician: string };
  layouts: LayoutFacts[];
  languages: Named[];
  groups: Named[];
  sections: Section[];
  packs: Pack[];
  flags: Named[];
  pain_kinds: (Named & { about: string })[];
  can_email: boolean;
  can_send: boolean;
  can_lock: boolean;
  can_save_packs: boolean;
}

export interface Alive {
  ok: true;
  idle_left_s: number;
  tried_again: number;
}

interface Told {
  doses: Record<string, Dose>;
  minutes: number | null;
}

/** A sheet that was drawn. */
export interface Drawn extends Told {
  ok: true;
  digest: string;
  pages: number;
  leaves: string[];
  sizes: [width_pt: number, height_pt: number][];
  page_of: Record<string, number>;
  notes: Problem[];
}

export interface NotDrawn extends Refused, Told {}

export interface Superseded extends Refused {
  superseded: true;
}

export interface Text {
  ok: true;
  text: string;
}

export interface Opened {
  ok: true;
  plan: PlanFile;
  printed: PlanFile;
  missing: Record<string, string[]>;
  notes: Problem[];
}

export interface Packed {
  ok: true;
  packs: Pack[];
}

export interface Mailed {
  ok: true;
  state: string;
  words: string | null;
  told_before: boolean;
  withdrawn: number;
  message: string;
  file: string | null;
}

export interface NotMailed extends Refused {
  needs_code?: true;
  repeated_on?: string | null;
  look_twice?: string;
}

// What the page sends

export interface Look {
  layout: string;
  paper: string;
  language: string;
  ink: string;
}

/** A plan as its file has it; what the page has no field for is kept as it came. */
export interface PlanFile extends Partial<Look> {
  section?: string[];
  exercises?: (string | Chosen)[];
  patient?: { name?: string; reference?: string; [other: string]: string | undefined };
  unnamed?: boolean;
  order?: string;
  side?: string;
  goal?: string;
  given_on?: string;
  review_on?: string;
  flags?: string[];
  cleared?: Record<string, string | undefined>;
  pain?: string;
  [other: string]: unknown;
}

/** A plan as the page writes it. */
export interface PlanNow extends PlanFile {
  section: string[];
  exercises: PlannedItem[];
}

export interface PlannedItem {
  id: string;
  dose: OwnDose;
  note?: string;
}

export interface Letter {
  plan: PlanFile;
  to: string;
  agreed_on: string | null;
  lock: boolean;
  send: boolean;
  again: boolean;
  looked: boolean;
  code: string;
}

// The plan on the page

export interface Item {
  key: number;
  id: string;
  own: OwnDose;
  note: string;
  cleared: string;
  near: string[];
}

/** An opened plan as it was written, a sign of the exercises it was opened with, and what its pack or section added. */
export interface Source {
  plan: PlanFile;
  sign: string;
  added: Record<string, string>;
}

/** What an opened plan says that the page has no field for. */
export interface Kept {
  clinician?: string | { name?: string; role?: string };
  main_message?: string;
  topics?: string[];
  equipment?: string[];
  figures?: { skin?: string; hair?: string; build?: string };
  pen?: string;
  log_weeks?: number;
  run_days?: string[];
  return_to_run?: unknown;
  gentle_first?: unknown;
  bilingual?: unknown;
}

export interface State extends Look {
  name: string;
  reference: string;
  side: string;
  goal: string;
  given: string;
  review: string;
  flags: string[];
  pain: string;
  items: Item[];
  allDays: string[] | null;
  kept: Record<string, unknown>;
  patientKept: Record<string, string | undefined>;
  sections: string[];
  bareSections: string[];
  asClinic: string[];
  isForNobody: boolean;
  source: Source | null;
}

/** How the page is drawn after a change: at once after a press, a moment later while somebody types. */
export interface How {
  atOnce: boolean;
}

export interface Step {
  label: string;
  join: string | null;
  at: number;
  state: State;
}

export interface Joining {
  join?: string | null;
  always?: boolean;
  atOnce?: boolean;
}

// What the page says

export interface Said {
  kind: Kind;
  bold: string;
  rest: string;
  todo?: string;
  field?: string | null;
  near?: string[];
  shortens?: boolean;
  asks?: boolean;
  check?: string;
  why?: string;
  fits?: boolean;
}

export interface Findings extends Record<PatientField, Said[]> {
  plan: Said[];
  sheet: Said[];
  items: Map<number, Said[]>;
  minutes: number | null;
}

/** What is to be finished before printing, and where. */
export interface Todo {
  words: string;
  where: PatientField | "item" | "plan" | "sheet";
  key?: number;
  field?: string | null;
}

/** A way that a plan can end: what it does, and what the button says that does it without an answer. */
export interface End {
  run: () => Promise<void>;
  asIs: string;
}

export type SheetAnswer = (Drawn | NotDrawn) & { asked: string };
export type DrawnAnswer = Drawn & { asked: string };

export interface Hit {
  rank: number;
  reason: string | null;
  part?: Match;
}

export interface Match {
  words: string;
  at: number;
  length: number;
}

export interface Found {
  exercise: Exercise;
  hit: Hit;
}

// Elements

/** Every element of the page's template that has an id. */
export interface Page {
  all: HTMLElement;
  mark: SVGSVGElement;
  clinic: HTMLElement;
  saved: HTMLElement;
  undo: HTMLButtonElement;
  redo: HTMLButtonElement;
  open: HTMLButtonElement;
  save: HTMLButtonElement;
  theme: HTMLButtonElement;
  keys: HTMLButtonElement;
  dots: HTMLButtonElement;
  "dots-menu": HTMLElement;
  "print-top": HTMLButtonElement;
  lost: HTMLElement;
  guest: HTMLElement;
  library: HTMLElement;
  section: HTMLSelectElement;
  packs: HTMLButtonElement;
  "packs-menu": HTMLElement;
  search: HTMLInputElement;
  "search-key": HTMLElement;
  "clear-search": HTMLButtonElement;
  filter: HTMLButtonElement;
  "filter-words": HTMLElement;
  filters: HTMLElement;
  list: HTMLElement;
  plan: HTMLElement;
  "save-pack": HTMLButtonElement;
  "new-patient": HTMLButtonElement;
  "open-failed": HTMLElement;
  "who-name": HTMLElement;
  "who-rest": HTMLElement;
  "edit-who": HTMLButtonElement;
  who: HTMLElement;
  kept: HTMLElement;
  budget: HTMLElement;
  "bud-count": HTMLElement;
  "bud-minutes": HTMLElement;
  "all-days": HTMLElement;
  "plan-messages": HTMLElement;
  cards: HTMLElement;
  "cards-end": HTMLElement;
  zero: HTMLElement;
  "packs-start": HTMLElement;
  "open-link": HTMLButtonElement;
  sheet: HTMLElement;
  "page-of": HTMLElement;
  "previous-page": HTMLButtonElement;
  "page-number": HTMLElement;
  "next-page": HTMLButtonElement;
  "look-words": HTMLElement;
  "change-look": HTMLButtonElement;
  layout: HTMLSelectElement;
  paper: HTMLSelectElement;
  language: HTMLSelectElement;
  ink: HTMLElement;
  "sheet-messages": HTMLElement;
  "desk-failed": HTMLElement;
  "busy-words": HTMLElement;
  age: HTMLElement;
  desk: HTMLElement;
  blank: HTMLElement;
  pages: HTMLElement;
  "no-name": HTMLElement;
  print: HTMLButtonElement;
  pdf: HTMLButtonElement;
  email: HTMLButtonElement;
  "copy-note": HTMLButtonElement;
  toast: HTMLElement;
  "tab-count": HTMLElement;
  look: HTMLElement;
  "plan-file": HTMLInputElement;
  loads: HTMLElement;
  printer: HTMLElement;
  said: HTMLElement;
  "said-sheet": HTMLElement;
  "said-now": HTMLElement;
}

export type Child = Node | string | null | undefined | false;
type Listeners = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: (event: HTMLElementEventMap[Name]) => unknown };
export type Given = Listeners & { [name: string]: string | number | boolean | null | undefined | ((event: never) => unknown) };
export type Way = [words: string, act: () => unknown];

/** Gives what a field holds, and puts an earlier value back. */
export interface Held {
  get: () => unknown;
  put: (value: unknown) => void;
}

export interface Control<Value> {
  root: HTMLElement;
  update: (value: Value, problemId?: string | null, told?: unknown) => void;
}

export interface InputControl extends Control<string> {
  input: HTMLInputElement;
}

export interface Card {
  root: HTMLElement;
  update: (item: Item, index: number, state: State, found: Said[]) => void;
}

export interface PatientControls extends Record<"name" | "reference" | "goal", InputControl> {
  side: Control<string>;
  review: Control<string>;
  flags: Control<string[]>;
  pain: Control<string>;
}

export interface DialogGiven {
  title: string;
  opener: HTMLElement;
  body: Child[];
  actions?: (close: () => void) => HTMLElement[];
  size?: string;
  onEnter?: (() => unknown) | null;
}

export interface Watchers {
  stopped: () => void;
  lost: () => void;
  found: () => void;
  triedAgain: () => void;
}

/** All that changes while the page is open. No other module holds anything that does. */
export interface Store {
  /** The plan on the page; replaced whole by every change, never altered in place. */
  state: State;
  history: {
    listeners: Set<(state: State, how: How) => void>;
    past: Step[];
    future: Step[];
    settled: State | null;
    isOver: boolean;
    nextKey: number;
  };
  /** What the program said of itself at the start, and its exercises by id. */
  shelf: { start: Start; exercises: Map<string, Exercise> };
  /** The doses that the program told, by all that each depends on. */
  doses: Map<string, Dose>;
  /** Contact with the program. */
  link: {
    tab: string;
    turn: number;
    watchers: Watchers;
    answered: number;
    triedAgain: number;
    idleEnd: number;
    idleTimer: number;
    aliveTimer: number;
    isLost: boolean;
    isOver: boolean;
    isLeaving: boolean;
    others: BroadcastChannel | null;
  };
  /** The sheet: what was asked for, what came, and what is shown of it. */
  sheet: {
    asked: string;
    answer: SheetAnswer | null;
    controller: AbortController | null;
    timers: number[];
    waiting: ((answer: DrawnAnswer | null) => void)[];
    isAsking: boolean;
    shown: Drawn | null;
    saidAt: number;
    scrolledAt: number;
  };
  /** The list of exercises: search and filters. */
  view: {
    text: string;
    section: string;
    chosen: Record<FilterKind, Set<string>>;
    names: Record<FilterKind, Map<string, string>>;
    isOpen: boolean;
    current: string | null;
  };
  look: { add: (id: string) => void; opener: HTMLElement | null };
  /** The cards: which show what is under More, which was changed last, which is lifted. */
  cards: { open: Set<number>; edited: number | null; lifted: number | null; ignoreClick: boolean; made: Map<number, Card> };
  /** The fields that stay. */
  controls: { who: PatientControls | null; allDays: Control<string[]> | null; ink: Control<string> | null; nextName: number };
  finish: { todo: Todo[]; asking: string; asked: End | null };
  /** Which pack was pressed on a plan with exercises. */
  pack: string | null;
  /** Where the plan that was saved last can be fetched. */
  saved: string;
  toast: { timer: number; held: Node[] | null; budget: string; budgetTimer: number };
}
