// Drafts on the server: saved a moment after the last key, the same on every device; none overwrites another unseen.
import { all, clock, keep, kept, one, say } from "./page.js";

const PAUSE = 800;
const RETRY = 5_000;
/** What each field grew from: the server's version, its words, and whether a save is on its way. */
const known = new Map();

const name = (area) => `draft:${area.dataset.draft}`;
const onServer = (area) => area.dataset.version !== undefined;
const state = (area) => known.get(name(area));

/** What this device keeps of a field that the server does not have yet. */
function stored(area) {
  const text = kept(name(area));
  if (!onServer(area)) return { text, version: 0 };
  try {
    return { text: "", version: 0, ...JSON.parse(text || "{}") };
  } catch {
    return { text, version: 0 };
  }
}

function store(area) {
  const field = state(area);
  if (!onServer(area)) keep(name(area), area.value);
  else if (area.value === field.text) keep(name(area), "");
  else keep(name(area), JSON.stringify({ text: area.value, version: field.version }));
}

function tell(area, words) {
  const note = one("#saved.saved");
  if (note && area.closest("#composer")) note.textContent = words;
}

function clear(area) {
  area.form.querySelector(".clash")?.remove();
}

function button(word, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.textContent = say(word);
  made.addEventListener("click", act);
  return made;
}

/** Two devices wrote: both texts stand there, with their times, until one says what becomes of them. */
function clash(area, server) {
  clear(area);
  const field = state(area);
  const settle = (text) => {
    known.set(name(area), { ...field, version: server.version, text: server.text, clash: false });
    area.value = text;
    clear(area);
    area.focus();
    touched(area, 0);
  };
  const box = document.createElement("div");
  box.className = "notice warn clash";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  const at = new Date(server.at);
  const head = document.createElement("b");
  head.textContent = say(at > (field.edited ?? 0) ? "clash-newer" : "clash-older", { time: clock(at) });
  const theirs = document.createElement("span");
  theirs.dir = "auto";
  theirs.textContent = server.text;
  words.append(head, " ", theirs);
  const mine = area.value;
  box.append(
    words,
    button("use-both", () => settle(`${server.text}\n\n${area.value}`)),
    button("use-theirs", () => settle(server.text)),
    button("use-mine", () => settle(area.value)),
  );
  area.before(box);
  field.clash = true;
  keep(name(area), JSON.stringify({ text: mine, version: field.version }));
}

/** Save a field now; one save at a time, and once more for what was typed meanwhile. */
export async function flush(area, { leaving = false } = {}) {
  const field = state(area);
  if (!field || !onServer(area) || field.clash || area.value === field.text) return;
  clearTimeout(field.timer);
  if (field.saving && !leaving) {
    field.again = true;
    return;
  }
  const text = area.value;
  const form = area.form;
  const body = new URLSearchParams({
    kind: area.dataset.draft.split(":")[1], content: text, version: field.version,
    seen: one("input[name=seen]", form)?.value ?? "", once: one("input[name=once]", form).value,
  });
  field.saving = new AbortController();
  try {
    const response = await fetch(`${one("#pane").dataset.url}/drafts`, {
      method: "POST", body, keepalive: leaving, credentials: "same-origin", signal: field.saving.signal,
      headers: { "x-csrf-token": one("meta[name=csrf-token]")?.content ?? "", Accept: "application/json" },
    });
    if (![200, 409].includes(response.status) || response.redirected) throw new Error(String(response.status));
    const found = await response.json();
    if (response.status === 409 && found.other === undefined) throw new Error("busy");
    if (found.other !== null && found.other !== undefined) clash(area, { text: found.other, version: found.version, at: found.at });
    else {
      Object.assign(field, { version: found.version, text, savedAt: performance.now() });
      store(area);
      tell(area, text ? say("saved", { time: clock(new Date(found.at)) }) : "");
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    tell(area, area.value ? say("kept") : "");
    field.timer = setTimeout(flush, RETRY, area);
    return;
  } finally {
    field.saving = null;
  }
  if (field.again) {
    field.again = false;
    touched(area);
  }
}

/** Words changed: they are kept here at once, and on the server after a pause. */
export function touched(area, pause = PAUSE) {
  const field = state(area);
  if (!field) return;
  field.edited = new Date();
  store(area);
  clearTimeout(field.timer);
  if (onServer(area)) field.timer = setTimeout(flush, pause, area);
  else tell(area, area.value ? say("kept") : "");
}

/** Its words have arrived: nothing of them is left here, and no save of them may still arrive. */
export function sent(area) {
  const field = state(area);
  if (field) {
    clearTimeout(field.timer);
    field.saving?.abort();
    Object.assign(field, { version: 0, text: "", again: false, clash: false });
  }
  area.value = "";
  clear(area);
  keep(name(area), "");
  tell(area, "");
}

function first(area, server) {
  const mine = stored(area);
  known.set(name(area), { version: server.version, text: server.text });
  if (!mine.text || mine.text === server.text) {
    if (server.text && area.value !== server.text) area.value = server.text;
    return;
  }
  if (!onServer(area)) {
    if (!area.value) area.value = mine.text;
    return;
  }
  area.value = mine.text;
  if (!server.version || server.version === mine.version) touched(area);
  else clash(area, server);
}

/** Bring a field and what the page just said of it together. */
function meet(area) {
  const server = { version: Number(area.dataset.version ?? 0), text: area.defaultValue, at: area.dataset.at };
  const field = state(area);
  if (!field) return first(area, server);
  if (!onServer(area) || server.version === field.version || field.saving) return undefined;
  if (performance.now() - (field.savedAt ?? -1e6) < 3_000) return undefined; // a page made before the save tells nothing
  if (area.value === field.text || area.value === server.text) {
    Object.assign(field, { version: server.version, text: server.text });
    area.value = server.text;
    return store(area);
  }
  if (server.version) return clash(area, server);
  return Object.assign(field, { version: 0, text: "" }) && touched(area);
}

export const restore = (within = document) => all("textarea[data-draft]", within).forEach(meet);

export function start() {
  document.addEventListener("input", ({ target }) => target.matches("textarea[data-draft]") && touched(target));
  document.addEventListener("focusout", ({ target }) => target.matches?.("textarea[data-draft]") && flush(target));
  addEventListener("pagehide", () => all("textarea[data-draft]").forEach((area) => flush(area, { leaving: true })));
  addEventListener("online", () => all("textarea[data-draft]").forEach((area) => flush(area)));
  restore();
}
