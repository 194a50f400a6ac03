// The queue: rows change in place, never under the pointer; what is new waits behind a pill.
import { all, count, one } from "./page.js";
import { reread } from "./live.js";

const fresh = new Set();
const moved = new Set();
const RECOUNT = 4_000;
let pointed = false;
let counting = 0;

const list = () => one("#list");
const row = (id) => document.getElementById(`row-${id}`);
const busy = () => pointed || one("#rows")?.contains(document.activeElement);

/** Mark the row of the ticket that is open. */
export function mark() {
  const open = one("#pane")?.dataset.ticket;
  for (const link of all("#rows .ticketrow")) {
    if (link.closest("li").dataset.row === open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function pill() {
  const button = one("#fresh");
  if (!button) return;
  const words = [];
  if (fresh.size) words.push(count("fresh", fresh.size));
  if (moved.size) words.push(count("moved", moved.size));
  button.hidden = !words.length;
  one("span", button).textContent = words.join(", ");
}

/** Show the list as a reload would. */
export async function refresh() {
  fresh.clear();
  moved.clear();
  await reread(`/admin/support${list().dataset.query}`, { select: "#list", target: "#list" });
  mark();
  pill();
}

function leave(item) {
  const group = item.closest(".groupbox");
  item.remove();
  if (group && !one("li", group)) group.remove();
  else if (group) recount(group);
}

/** How many fit the filters; more than are counted stay as they are written. */
function adjust(by) {
  const total = one("#total");
  if (total && /^\d+$/.test(total.textContent)) total.textContent = String(Number(total.textContent) + by);
}

function recount(group) {
  const number = one(".count", group);
  if (number) number.textContent = all("li", group).length;
}

async function read(id) {
  const response = await fetch(`/admin/support/rows/${id}${list().dataset.query}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  return response.status === 200 ? response.text() : null;
}

/** The views beside the list count again, a few seconds after the first of some changes. */
function recountViews() {
  counting ||= setTimeout(async () => {
    counting = 0;
    const views = one("#views[data-place]");
    if (views) await reread(`/admin/support/views?place=${encodeURIComponent(views.dataset.place)}`, { target: "#views" });
  }, RECOUNT);
}

/** A ticket changed: its row follows in place, leaves, or is announced. */
export async function changed(id) {
  recountViews();
  if (!list()) return;
  const text = await read(id);
  const item = row(id);
  if (text === null) {
    if (fresh.delete(id) || (item && !one(".gone", item))) adjust(-1);
    moved.delete(id);
    if (item && busy()) {
      one(".ticketrow", item).classList.add("gone");
      moved.add(id);
    } else if (item) leave(item);
  } else if (item) {
    const group = item.dataset.group;
    await htmx.swap({ sourceElement: item, target: item, text, swap: "outerMorph" });
    if (row(id).dataset.group !== group || row(id).closest(".groupbox").dataset.group !== row(id).dataset.group) moved.add(id);
    mark();
  } else if (!one(".groupbox", list())) {
    await refresh();
  } else if (!fresh.has(id)) {
    fresh.add(id);
    adjust(1);
  }
  pill();
}

/** Rows of one group that came on two pages belong under one heading. */
function join() {
  const groups = new Map();
  for (const box of all(".groupbox", one("#rows"))) {
    const first = groups.get(box.dataset.group);
    if (!first) {
      groups.set(box.dataset.group, box);
      continue;
    }
    one("ul", first).append(...all("li", box));
    const number = one(".count", box);
    if (number) one(".group", first).append(" ", number);
    box.remove();
    recount(first);
  }
}

export const links = () => all("#rows .ticketrow");

export function start() {
  document.addEventListener("pointerover", (event) => { pointed = Boolean(event.target.closest?.("#rows")); });
  document.documentElement.addEventListener("pointerleave", () => { pointed = false; });
  document.addEventListener("click", (event) => { if (event.target.closest("#fresh")) refresh(); });
  document.addEventListener("htmx:after:swap", () => {
    if (one("#rows")) join();
    mark();
  });
  mark();
}
