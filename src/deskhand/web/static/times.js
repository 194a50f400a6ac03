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
  deadlines();
}

/** How long is left until a deadline, in at most two units; over it, with a minus sign. */
function left(length) {
  const minutes = Math.floor(Math.abs(length) / MINUTE);
  const hours = Math.floor(minutes / 60);
  const sign = length < 0 ? "−" : "";
  if (minutes < 60) return sign + say("m", { n: minutes });
  if (hours < 10 && minutes % 60) return `${sign}${say("h", { n: hours })} ${say("m", { n: minutes % 60 })}`;
  return sign + (hours < 48 ? say("h", { n: hours }) : say("d", { n: Math.floor(hours / 24) }));
}

const SHARES = { warning: 25, upcoming: 45 };
const SIGNS = { breached: "octagon-alert", critical: "triangle-alert" };

function stateOf(chip, now) {
  const { sla, critical, warning, half } = chip.dataset;
  if (now >= Date.parse(sla)) return "breached";
  if (critical && now > Date.parse(critical)) return "critical";
  if (warning && now > Date.parse(warning)) return "warning";
  return half && now > Date.parse(half) ? "upcoming" : "on_track";
}

/** The state is a shape as well as a colour. */
function reshape(chip, state) {
  chip.className = `sla ${state}`;
  const sign = chip.querySelector("svg");
  if (!SIGNS[state]) {
    sign.lastElementChild.setAttribute("stroke-dasharray", `${SHARES[state] ?? 75} 100`);
    return;
  }
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("use").getAttribute("href").split("#")[0];
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${SIGNS[state]}`);
  icon.append(use);
  sign.replaceWith(icon);
}

function deadlines() {
  const now = Date.now();
  for (const chip of all("[data-sla]")) {
    const state = stateOf(chip, now);
    if (!chip.classList.contains(state)) reshape(chip, state);
    const text = left(Date.parse(chip.dataset.sla) - now);
    const shown = chip.querySelector(".left");
    if (shown.textContent !== text) shown.textContent = text;
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
