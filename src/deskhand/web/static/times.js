// One timer redraws every relative time on the page; the server wrote the first text.
import { all, say } from "./page.js";

const MINUTE = 60_000;

function age(moment, now) {
  const minutes = Math.max(0, Math.floor((now - moment) / MINUTE));
  if (minutes < 1) return say("now");
  if (minutes < 60) return say("m", { n: minutes });
  if (minutes < 24 * 60) return say("h", { n: Math.floor(minutes / 60) });
  if (minutes < 7 * 24 * 60) return say("d", { n: Math.floor(minutes / (24 * 60)) });
  return null;
}

export function redraw() {
  const now = Date.now();
  for (const time of all("time[data-ago]")) {
    const text = age(Date.parse(time.dateTime), now);
    if (text !== null && time.textContent !== text) time.textContent = text;
  }
}

/** How long a reply can still be taken back. */
function countDown() {
  for (const time of all("time[data-until]")) {
    const left = Math.ceil((Date.parse(time.dateTime) - Date.now()) / 1000);
    const text = left > 0 ? say("seconds", { n: left }) : say("leaving");
    if (time.textContent !== text) time.textContent = text;
  }
}

export function start() {
  setInterval(countDown, 1_000);
  setInterval(redraw, MINUTE / 4);
  document.addEventListener("visibilitychange", () => document.hidden || redraw());
  document.addEventListener("htmx:after:swap", redraw);
  document.addEventListener("htmx:after:swap", countDown);
}
