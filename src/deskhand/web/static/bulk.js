// Many tickets at once: which are chosen, the bar that says so, and the dialog that shows what would change.
import { all, count, one, say, toast } from "./page.js";

const POLL = 700;
const picked = new Set();
let last = null;
let whole = false;
let asked = 0;

const boxes = () => all("#rows [data-pick]");
const total = () => one("#total")?.textContent ?? "";

/** Show what is chosen on what the list holds now: rows come and go while it is read again. */
export function show() {
  const list = one("#list");
  if (!list) return;
  for (const box of boxes()) box.checked = whole || picked.has(box.dataset.pick);
  const bar = one("#bulkbar");
  bar.hidden = !whole && !picked.size;
  list.classList.toggle("selecting", !bar.hidden);
  one("#bulkcount").textContent = whole ? say("pickedall", { n: total() }) : count("picked", picked.size);
  one("[data-bulk-all]", bar).hidden = whole;
}

/** Forget the choice; say whether there was one. */
export function clear() {
  if (!whole && !picked.size) return false;
  whole = false;
  last = null;
  picked.clear();
  show();
  return true;
}

function pick(box, on, { range = false } = {}) {
  const every = boxes();
  if (whole) {
    whole = false;
    for (const each of every) picked.add(each.dataset.pick);
  }
  const from = range ? every.findIndex((each) => each.dataset.pick === last) : -1;
  const to = every.indexOf(box);
  const chosen = from < 0 ? [box] : every.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const each of chosen) {
    if (on) picked.add(each.dataset.pick);
    else picked.delete(each.dataset.pick);
  }
  last = box.dataset.pick;
  show();
}

/** The key: the row that has the focus, else the open one; with Shift, all up to it. */
export function toggle({ range = false } = {}) {
  const row = document.activeElement.closest?.("#rows li") ?? one("#rows .ticketrow[aria-current]")?.closest("li");
  const box = row && one("[data-pick]", row);
  if (box) pick(box, range || !box.checked, { range });
}

function place(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = one("#bulk-box", page);
  if (!found) throw new Error("no answer");
  return htmx.swap({ sourceElement: one("#bulk-box"), target: one("#bulk-box"), text: found.outerHTML, swap: "outerMorph ignoreTitle:true" });
}

/** Ask the desk and show its answer in the dialog; only the newest answer counts. */
async function send(url, body) {
  const mine = ++asked;
  try {
    const headers = { "HX-Request": "true", "x-csrf-token": one("meta[name=csrf-token]")?.content ?? "" };
    const response = await fetch(url, { method: body ? "POST" : "GET", body, headers, credentials: "same-origin" });
    if (response.redirected && new URL(response.url).pathname.startsWith("/sign-in")) return location.reload();
    const text = await response.text();
    if (mine !== asked) return undefined;
    await place(text);
    settle();
  } catch {
    toast(say("offline"), { seconds: 12 });
  }
  return undefined;
}

function settle() {
  const box = one("#bulk-box");
  if (box.dataset.poll) setTimeout(() => box.isConnected && box.dataset.poll && send(box.dataset.poll), POLL);
  else if (box.dataset.bulk === "done") clear();
}

const words = (form) => new URLSearchParams(new FormData(form));
const preview = (form) => send(form.action.replace("/bulk", "/bulk/preview"), words(form));

async function open() {
  const body = new URLSearchParams({ ids: whole ? "" : [...picked].join(" "), view: whole ? "1" : "" });
  await send(`/admin/support/bulk/preview${one("#list").dataset.query}`, body);
  if (one("#bulk-form")) one("#bulk").showModal();
}

export function start() {
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-pick]");
    if (box) pick(box, box.checked, { range: event.shiftKey });
    if (event.target.closest("[data-bulk-all]")) { whole = true; show(); }
    if (event.target.closest("[data-bulk-clear]")) clear();
    if (event.target.closest("[data-bulk-open]")) open();
  });
  let timer = 0;
  const changed = ({ target, type }) => {
    if (!target.closest?.("#bulk-form") || (type === "input" && !target.matches("textarea, #bulk-tags"))) return;
    clearTimeout(timer);
    timer = setTimeout(preview, type === "input" ? 400 : 0, target.form);
  };
  document.addEventListener("change", changed);
  document.addEventListener("input", changed);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "bulk-form" && form.dataset.bulkUndo === undefined) return;
    event.preventDefault();
    clearTimeout(timer);
    send(form.action, words(form));
  });
  document.addEventListener("htmx:after:swap", show);
  if (one("#bulk-box")) settle();
  show();
}
