// Names after an `@` in the composer: offered while one types, chosen by keys, put where the cursor stands.
import { count, one, say } from "./page.js";

const PAUSE = 120;
let names = [];
let at = 0;
let field = null;
let timer = 0;
let asked = 0;

const list = () => one("#mention-list");
const isOpen = () => field && list() && !list().hidden;

/** What stands between the last `@` and the cursor, when it can be the beginning of a name. */
function begun(area) {
  const before = area.value.slice(0, area.selectionStart);
  return /(?:^|[^\p{L}\p{N}@._-])@([\p{L}\p{N}][\p{L}\p{N} .\u2019'-]{0,40})?$/u.exec(before);
}

function close() {
  if (list()) list().hidden = true;
  field?.removeAttribute("aria-activedescendant");
  names = [];
  asked++;
}

function point() {
  for (const item of list().children) item.setAttribute("aria-selected", String(item.id === `mention-${at}`));
  field.setAttribute("aria-activedescendant", `mention-${at}`);
}

function draw() {
  if (!names.length) return close();
  list().replaceChildren(...names.map((found, place) => {
    const item = document.createElement("li");
    item.id = `mention-${place}`;
    item.setAttribute("role", "option");
    const name = Object.assign(document.createElement("span"), { dir: "auto", textContent: found.name });
    item.append(name);
    if (found.team) item.append(Object.assign(document.createElement("small"), { textContent: say("team") }));
    return item;
  }));
  list().hidden = false;
  field.setAttribute("aria-controls", "mention-list");
  one("#mention-said").textContent = count("results", names.length);
  return point();
}

async function look(area) {
  const found = begun(area);
  if (!found) return close();
  const mine = ++asked;
  field = area;
  try {
    const response = await fetch(`${one("#pane").dataset.url}/mentions?text=${encodeURIComponent(found[1] ?? "")}`, { credentials: "same-origin" });
    if (mine !== asked) return undefined;
    names = response.ok && !response.redirected ? await response.json() : [];
  } catch {
    names = [];
  }
  if (mine !== asked || document.activeElement !== area) return undefined;
  at = 0;
  return draw();
}

function choose(place) {
  const found = begun(field);
  const chosen = names[place];
  if (!found || !chosen) return close();
  const from = field.selectionStart - (found[1]?.length ?? 0);
  field.setRangeText(`${chosen.name} `, from, field.selectionStart, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return close();
}

function pressed(event) {
  if (!isOpen() || event.target !== field || event.isComposing || event.keyCode === 229) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) at = (at + step + names.length) % names.length;
  else if (event.key === "Escape") close();
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(at);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (step) point();
}

export function start() {
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("input", (event) => {
    if (!event.target.matches("#composer textarea") || event.isComposing) return;
    clearTimeout(timer);
    if (begun(event.target)) timer = setTimeout(look, PAUSE, event.target);
    else close();
  });
  document.addEventListener("htmx:after:swap", () => isOpen() && draw());
  document.addEventListener("focusout", ({ target }) => target === field && setTimeout(close, 150));
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest("#mention-list [role=option]");
    if (!item) return;
    event.preventDefault();
    choose([...list().children].indexOf(item));
  });
}
