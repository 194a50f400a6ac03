// The palette: what can be done here, where one can go, and whom or what a search finds; all by keys alone.
import { all, count, keys, one, places, say } from "./page.js";

const SHORTEST = 3;
const PAUSE = 150;
const MOST = 8;
let run = () => {};
let shown = [];
let at = 0;
let timer = 0;
let looking = null;
let found = [];
let macros = [];

const PEOPLE = "/dashboard/settings/people";
const ORGANIZATIONS = "/dashboard/settings/organizations";

const box = () => one("#palette");
const field = () => one("#palette-text");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** How well words fit a label: 0 not at all; the beginning of it best, then of a word, then anywhere. */
function fit(words, label) {
  const text = plain(label);
  let sum = 1;
  for (const word of words) {
    const place = text.indexOf(word);
    if (place < 0) return 0;
    sum += place === 0 ? 3 : /[\p{L}\p{N}]/u.test(text[place - 1]) ? 1 : 2;
  }
  return sum;
}

/** A key can be pressed here when what bears its name can be seen, or when it needs nothing on the page. */
const reachable = (key) =>
  key.name === "help" || (key.name === "select" && one("#rows .ticketrow[aria-current]")) || all(`[data-key="${key.name}"]`).some((element) => element.checkVisibility() || element.closest("#side"));

function choices() {
  const here = keys.filter((key) => key.name !== "palette" && !key.name.startsWith("go-") && reachable(key))
    .map((key) => ({ group: key.group, label: key.label, keys: key.keys, act: () => run(key.name) }));
  const runs = macros.filter((button) => button.isConnected).map((button) => ({
    group: say("macros"), label: say("run-macro", { name: button.dataset.macro }), keys: [], act: () => button.click(),
  }));
  const go = all("#side nav a[href]").map((link) => ({
    group: say("go"), label: (one("span", link) ?? link).textContent.trim(), keys: keys.find((key) => key.name === link.dataset.key)?.keys ?? [], act: () => link.click(),
  }));
  const known = new Set(all("#side nav a[href]").map((link) => link.getAttribute("href")));
  const further = places.filter((place) => !known.has(place.url)).map((place) => ({
    group: say("go"), label: place.label, keys: [], act: () => location.assign(place.url),
  }));
  return [...here, ...runs, ...go, ...further];
}

function option(choice, place) {
  const item = document.createElement("li");
  item.id = `palette-${place}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", String(place === at));
  item.dataset.place = place;
  const label = document.createElement("span");
  label.className = "cut";
  label.dir = "auto";
  label.textContent = choice.label;
  item.append(label);
  if (choice.hint) {
    const hint = document.createElement("small");
    hint.className = "cut";
    hint.dir = "auto";
    hint.textContent = choice.hint;
    item.append(hint);
  }
  const marks = document.createElement("span");
  marks.setAttribute("aria-hidden", "true");
  for (const key of choice.keys ?? []) marks.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  if (choice.keys?.length) item.append(marks);
  return item;
}

function draw() {
  const words = plain(field().value).split(/\s+/).filter(Boolean);
  const fitting = choices().map((choice) => ({ ...choice, fits: words.length ? fit(words, choice.label) : 1 })).filter((choice) => choice.fits);
  if (words.length) fitting.sort((a, b) => b.fits - a.fits);
  const groups = Map.groupBy ? Map.groupBy([...fitting, ...found], (choice) => choice.group) : grouped([...fitting, ...found]);
  shown = [...groups.values()].flat();
  at = Math.min(at, Math.max(0, shown.length - 1));
  const list = one("#palette-list");
  list.replaceChildren();
  let place = 0;
  for (const [name, of] of groups) {
    const part = document.createElement("ul");
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", name);
    const head = document.createElement("li");
    head.className = "grouphead";
    head.setAttribute("role", "presentation");
    head.textContent = name;
    part.append(head, ...of.map((choice) => option(choice, place++)));
    list.append(part);
  }
  one("#palette-none").hidden = shown.length > 0;
  point();
}

function grouped(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return groups;
}

function point() {
  for (const item of all("#palette-list [role=option]")) item.setAttribute("aria-selected", String(Number(item.dataset.place) === at));
  const chosen = one(`#palette-${at}`);
  if (chosen) {
    field().setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else field().removeAttribute("aria-activedescendant");
}

const opens = (page) => places.some((place) => place.url === page);
const asked = (text) => `/admin/support?text=${encodeURIComponent(text)}`;
const person = (one_) => (opens(PEOPLE) ? `${PEOPLE}/${one_.id}` : asked(`requester:${one_.email}`));
const organization = (one_) => (opens(ORGANIZATIONS) ? `${ORGANIZATIONS}/${one_.id}` : asked(`organization:"${one_.name.replaceAll('"', "")}"`));

const hits = (answer) => [
  ...answer.tickets.map((one_) => ({ group: say("tickets"), label: one_.subject, hint: `${one_.number} · ${one_.requesterName ?? ""}`, act: () => location.assign(`/admin/support/${one_.id}`) })),
  ...answer.people.map((one_) => ({ group: say("people"), label: one_.name, hint: one_.email, act: () => location.assign(person(one_)) })),
  ...answer.organizations.map((one_) => ({ group: say("organizations"), label: one_.name, act: () => location.assign(organization(one_)) })),
];

/** Ask the desk; an answer that another question has overtaken is dropped. */
async function look() {
  looking?.abort();
  const text = field().value.trim();
  if (text.length < SHORTEST) {
    found = [];
    return tell();
  }
  const mine = (looking = new AbortController());
  try {
    const response = await fetch(`/api/search?limit=${MOST}&q=${encodeURIComponent(text)}`, { signal: mine.signal, credentials: "same-origin", headers: { Accept: "application/json" } });
    found = response.ok ? hits(await response.json()) : [];
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    found = [];
  }
  if (mine !== looking) return undefined;
  return tell();
}

/** Have the macros of the open ticket in their menu, from which they are run; without an answer there are none here. */
async function fetchMacros() {
  const menu = one("#macros");
  const from = one("#menu-macros > summary")?.getAttribute("hx-get");
  macros = [];
  if (!menu || !from) return;
  try {
    const response = await fetch(from, { credentials: "same-origin" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    menu.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
    window.htmx?.process(menu);
    macros = all("[data-macro]", menu);
    if (macros.length && box().open) draw();
  } catch {
    macros = [];
  }
}

function tell() {
  draw();
  one("#palette-said").textContent = shown.length ? count("results", shown.length) : "";
}

function choose(place) {
  const choice = shown[place];
  if (!choice) return;
  box().close();
  choice.act();
}

/** Open the palette, unless another dialog asks for something; say whether it is open. */
export function open() {
  if (!box() || one("dialog[open]:not(#palette)")) return false;
  field().value = "";
  found = [];
  at = 0;
  if (!box().open) {
    draw();
    box().showModal();
    fetchMacros();
  }
  field().focus();
  return true;
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && shown.length) at = (at + step + shown.length) % shown.length;
  else if (event.key === "PageDown") at = Math.min(at + 8, shown.length - 1);
  else if (event.key === "PageUp") at = Math.max(at - 8, 0);
  else if (event.key === "Enter") return event.preventDefault(), choose(at);
  else return undefined;
  event.preventDefault();
  return point();
}

function typed(event) {
  if (event.isComposing) return;
  at = 0;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
  draw();
}

export function start({ press }) {
  if (!box()) return;
  run = press;
  field().addEventListener("keydown", pressed);
  field().addEventListener("input", typed);
  field().addEventListener("compositionend", typed);
  box().addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(Number(item.dataset.place));
  });
  box().addEventListener("close", () => { looking?.abort(); clearTimeout(timer); });
  document.addEventListener("click", (event) => { if (event.target.closest('[data-key="palette"]')) open(); });
}
