// The live page: one stream says which ticket changed; what is shown is read again, so permissions hold.
import { clock, one } from "./page.js";

const RETRY = 3_000;
let last = new Date();
let onTicket = () => {};
let onState = () => {};
let onPresence = () => {};
const waiting = new Map();

/** Read once per ticket however many events come at once, and once more for those that came meanwhile. */
function schedule(id) {
  const job = waiting.get(id);
  if (job) {
    job.again = true;
    return;
  }
  const fresh = { again: false };
  waiting.set(id, fresh);
  setTimeout(async () => {
    try {
      do {
        fresh.again = false;
        await onTicket(id);
      } while (fresh.again);
    } finally {
      waiting.delete(id);
    }
  }, 30);
}

function state(name) {
  if (name === "on") last = new Date();
  if (document.body.dataset.live === name) return;
  const was = document.body.dataset.live;
  document.body.dataset.live = name;
  onState(name, was);
}

export const lastHeard = () => clock(last);

/** Have what a person was told ([data-stays]) stand where it stood, when a page that was read again knows nothing of it. */
function keeping(element) {
  const active = document.activeElement;
  const told = [...element.querySelectorAll("[data-stays]")];
  return () => {
    for (const note of told.filter((found) => !found.isConnected && !document.getElementById(found.id))) {
      one("#thread")?.before(note);
      if (note.contains(active)) active.focus();
    }
  };
}

/** Read a page again the way htmx would, and put a part of it in place without touching what is being written. */
export async function reread(url, { select, target, headers = {} }) {
  const response = await fetch(url, { headers: { "HX-Request": "true", ...headers }, credentials: "same-origin" });
  if (response.redirected && new URL(response.url).pathname.startsWith("/sign-in")) {
    location.reload();
    return null;
  }
  if (!response.ok) return response.status;
  const element = one(target);
  if (!element) return null;
  const text = await response.text();
  const putBack = keeping(element);
  await htmx.swap({ sourceElement: element, target: element, text, select, swap: "outerMorph ignoreTitle:true" });
  putBack();
  return response.status;
}

export function start({ ticket, changed, presence }) {
  const stream = one("#live");
  if (!stream) return;
  onTicket = ticket;
  onState = changed ?? onState;
  onPresence = presence ?? onPresence;
  let cursor = stream.dataset.cursor;
  let timer = 0;
  // Begun here and not by an attribute: the listeners below must be there before the first request.
  const connect = () => stream._htmx?.sse || htmx.ajax("GET", stream.getAttribute("hx-sse:connect"), { source: stream, swap: "none" });

  stream.addEventListener("htmx:config:request", (event) => {
    if (cursor) event.detail.ctx.request.headers["Last-Event-ID"] = cursor;
  });
  stream.addEventListener("htmx:sse:before:connection", (event) => {
    // A connection that ended before its first message goes on from where the page was made.
    event.detail.connection.lastEventId ||= cursor;
  });
  stream.addEventListener("htmx:sse:after:connection", (event) => state(event.detail.connection.status < 400 ? "on" : "lost"));
  stream.addEventListener("htmx:sse:before:message", (event) => {
    cursor = event.detail.message.id || cursor;
    state("on");
  });
  stream.addEventListener("ticket", (event) => {
    const id = JSON.parse(event.detail.data).ticket;
    if (id) schedule(id);
  });
  stream.addEventListener("presence", (event) => onPresence(JSON.parse(event.detail.data).ticket));
  stream.addEventListener("reload", () => location.reload());
  const ended = (status) => status === 401 && (location.reload(), true);
  stream.addEventListener("htmx:sse:error", (event) => ended(event.detail.status) || state("lost"));
  const again = (event) => {
    if (ended(event.detail.ctx?.response?.status)) return;
    state("lost");
    clearTimeout(timer);
    timer = setTimeout(connect, RETRY);
  };
  // The extension retries a stream that broke, not one that never began.
  stream.addEventListener("htmx:error", again);
  stream.addEventListener("htmx:response:error", again);
  stream.addEventListener("htmx:sse:close", (event) => event.detail.reason === "ended" && again());
  connect();
}

/** Attributes that are the person's, not the server's: an open menu stays open while the page is read again. */
export function guard() {
  htmx.registerExtension("deskhand", {
    htmx_before_morph_attr: (element, detail) => {
      if (detail.attrName === "open" && element.matches("details")) return false;
      if (detail.attrName === "hidden" && ["bulkbar", "mention-list"].includes(element.id)) return false;
      if (detail.attrName === "data-mode" && element.id === "composer") return !element.contains(document.activeElement);
      if (detail.attrName === "aria-current" && element.matches("[data-mode-set]")) return !element.closest("#composer").contains(document.activeElement);
      if (detail.attrName === "value" && element.matches("input[name=once]")) return false;
      return true;
    },
  });
}

