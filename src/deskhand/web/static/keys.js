// Keys: the page's registry says which; here stands what they do. Never in fields, with modifiers or while composing.
import { keep, kept, keys, one } from "./page.js";
import { closeMenus, openMenus } from "./controls.js";
import * as palette from "./palette.js";
import * as bulk from "./bulk.js";
import { links } from "./queue.js";

const CHORD = 1_200;
let chord = { first: "", at: 0 };

const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const on = () => kept("single-keys") !== "off";

function move(step) {
  const rows = links();
  if (!rows.length) return;
  const focused = rows.indexOf(document.activeElement);
  const marked = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const from = focused >= 0 ? focused : marked;
  const to = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

function back() {
  if (openMenus().length) return closeMenus({ focus: true });
  if (typing(document.activeElement)) return document.activeElement.blur();
  if (bulk.clear()) return undefined;
  const current = one("#rows .ticketrow[aria-current]");
  if (current) current.focus();
  return one(".narrow[href]")?.checkVisibility() ? one(".narrow[href]").click() : undefined;
}

/** The default of a key: press, open or focus what bears its name. */
export function press(name, event = null) {
  if (actions[name]) return actions[name](event), true;
  const target = [...document.querySelectorAll(`[data-key="${name}"]`)].find((element) => element.checkVisibility() || element.closest("#side"));
  if (!target) return false;
  if (target.matches("summary")) {
    const menu = target.parentElement;
    closeMenus({ except: menu });
    menu.open = true;
    (one("textarea, .panel button, .panel a, .panel input:not([type=hidden])", menu) ?? target).focus();
  } else if (target.matches("input, textarea")) {
    target.focus();
    target.select();
  } else target.click();
  return true;
}

const actions = {
  next: () => move(1),
  previous: () => move(-1),
  open: () => {},
  send: () => {},
  select: (event) => bulk.toggle({ range: Boolean(event?.shiftKey) }),
  back,
  help: () => one("#keysheet").showModal(),
  palette: palette.open,
};

function matching(event) {
  const latin = /^[a-z?/]$/i.test(event.key);
  const hit = (key, place) => {
    const wanted = key.keys[place];
    if (latin || wanted === "?") return event.key.toUpperCase() === wanted;
    if (/^[^\x00-\x7f]$/.test(event.key)) return event.code === key.codes[place] && !event.shiftKey;
    return event.key === { Esc: "Escape" }[wanted];
  };
  const second = performance.now() - chord.at < CHORD && keys.find((key) => key.keys.length === 2 && key.keys[0] === chord.first && hit(key, 1));
  if (second) return second;
  const opener = keys.find((key) => key.keys.length === 2 && key.keys[0] !== "Ctrl" && hit(key, 0));
  if (opener) chord = { first: opener.keys[0], at: performance.now() };
  return keys.find((key) => key.keys.length === 1 && hit(key, 0));
}

/** The one chord with a modifier: it works where people write, too. */
const isPalette = (event) => (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
  && (/^[a-z]$/i.test(event.key) ? event.key.toLowerCase() === "k" : event.code === "KeyK");

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (isPalette(event)) {
    if (palette.open()) event.preventDefault();
    return;
  }
  if (event.key === "Escape") {
    if (!one("dialog[open], :popover-open")) back();
    return;
  }
  if (!on() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) return;
  const key = matching(event);
  if (!key || key.name === "open" || key.name === "send") return;
  chord = { first: "", at: 0 };
  if (press(key.name, event)) event.preventDefault();
}

export function start() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-key="help"]')) one("#keysheet").showModal();
  });
  const box = one("#single-keys");
  box.checked = on();
  box.addEventListener("change", () => keep("single-keys", box.checked ? "" : "off"));
}
