// Who else is on the open ticket: this page says what its agent does, and shows what others do. It never locks.
import { all, newKey, one } from "./page.js";

const BEAT = 10_000;
const PAUSE = 1_000;
/** How long after the last key somebody still writes, and after the last input of any kind is still there. */
const WRITES = 15_000;
const STAYS = 120_000;
/** Browsers wake a hidden page ever more rarely: it says that it left before its word is forgotten. */
const HIDES = 240_000;
const page = newKey();
const shown = new WeakMap();
let place = "";
let said = "";
let at = -BEAT;
let touched = performance.now();
let wrote = -WRITES;
let hid = 0;
let latest = 0;

function state(now) {
  if (document.hidden) return now - hid > HIDES ? "left" : "away";
  if (now - touched > STAYS) return "away";
  return now - wrote < WRITES && all("#composer textarea[data-draft]").some((area) => area.value) ? "writing" : "viewing";
}

/** What is as it was stays untouched: a new node would be read out again. */
function show(html) {
  const box = one("#presence");
  if (!box || (shown.get(box) ?? "") === html) return;
  shown.set(box, html);
  box.innerHTML = html;
}

/** Ask who is there, saying what this page's agent does or nothing; only the newest answer counts. */
async function ask(url, options = {}) {
  const turn = ++latest;
  try {
    const response = await fetch(`${url}/presence`, { credentials: "same-origin", headers: { "HX-Request": "true" }, ...options });
    if (response.ok && !response.redirected && turn === latest && url === place) show(await response.text());
  } catch {
    // The desk does not answer; the next beat tries again.
  }
}

function say(url, word) {
  const token = one("meta[name=csrf-token]")?.content ?? "";
  const leaves = word === "left";
  return ask(url, { method: "POST", keepalive: leaves, body: new URLSearchParams({ page, state: word }), headers: { "x-csrf-token": token, "HX-Request": "true" } });
}

function leave() {
  if (place && said !== "left") say(place, "left");
  place = "";
  said = "";
}

/** Say what changed at once, at most once a second, and else that it is still so. */
function look() {
  const url = one("#pane[data-ticket]")?.dataset.url ?? "";
  const now = performance.now();
  if (url !== place) {
    leave();
    show("");
    place = url;
    at = -BEAT;
  }
  if (!place) return;
  const word = state(now);
  if (word === said ? word === "left" || now - at < BEAT : said && now - at < PAUSE) return;
  said = word;
  at = now;
  say(place, word);
}

/** Others came, left, or do something else. */
export function changed(id) {
  if (place.endsWith(`/${id}`) && !document.hidden) ask(place);
}

export function start() {
  if (!one("#live")) return;
  const here = () => {
    const away = performance.now() - touched > STAYS;
    touched = performance.now();
    if (away) look();
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"]) document.addEventListener(name, here, { passive: true });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("#composer textarea[data-draft]")) return;
    wrote = performance.now();
    look();
  });
  document.addEventListener("visibilitychange", () => {
    hid = performance.now();
    touched = hid;
    if (!document.hidden) look(); // a page that closes is hidden first: “left” must not meet an “away” on its way
  });
  document.addEventListener("htmx:after:swap", look);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", look);
  setInterval(look, PAUSE);
  look();
}
