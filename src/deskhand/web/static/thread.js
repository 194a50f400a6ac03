// The open ticket: it is read again in place; the words being written, the focus and the scroll stay.
import { count, one } from "./page.js";
import { reread } from "./live.js";

let unread = 0;

const thread = () => one("#thread");
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60;

export function toEnd() {
  const box = thread();
  if (box) box.scrollTop = box.scrollHeight;
  unread = 0;
  pill();
}

function pill() {
  const button = one("#below");
  if (!button) return;
  button.hidden = !unread;
  one("span", button).textContent = unread ? count("below", unread) : "";
}

/** A mail's way tells no event: while one is on its way the ticket is looked at again, ever less often. */
const LOOKS = [2_000, 4_000, 10_000, 30_000, 60_000];
let looks = 0;
let timer = 0;

export function awaitDelivery() {
  clearTimeout(timer);
  const pane = one("#pane[data-ticket]");
  if (!pane || !one("[data-pending]", pane)) looks = 0;
  else if (looks < LOOKS.length) timer = setTimeout(() => !document.hidden && changed(pane.dataset.ticket), LOOKS[looks++]);
}

export async function changed(id) {
  const pane = one("#pane");
  if (pane?.dataset.ticket !== id) return;
  const box = thread();
  const end = atEnd(box);
  const before = document.querySelectorAll("#timeline .message").length;
  const top = box.scrollTop;
  const status = await reread(pane.dataset.url + location.search, { select: "#pane", target: `#pane[data-ticket="${id}"]`, headers: { "HX-Target": "section#pane" } });
  if (status !== 200) return;
  const more = document.querySelectorAll("#timeline .message").length - before;
  awaitDelivery();
  if (end) toEnd();
  else {
    thread().scrollTop = top;
    unread += Math.max(0, more);
    pill();
  }
}

export function start() {
  document.addEventListener("click", (event) => { if (event.target.closest("#below")) toEnd(); });
  document.addEventListener("scroll", (event) => {
    if (event.target.id === "thread" && unread && atEnd(event.target)) { unread = 0; pill(); }
  }, true);
  document.addEventListener("htmx:after:swap", awaitDelivery);
  awaitDelivery();
  toEnd();
}
