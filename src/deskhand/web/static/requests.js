// What goes to the desk and what comes back: the form token, ended sessions, refusals, and words that arrived.
import { one, say, toast } from "./page.js";
import { sent } from "./composer.js";
import { focusAnswer } from "./controls.js";
import { arrived } from "./templates.js";

function reason(ctx) {
  const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  const words = one("main h1", page)?.textContent.trim() || String(ctx.response.status);
  const incident = one("[data-incident]", page)?.dataset.incident;
  return incident ? `${words} (${incident})` : words;
}

export function start() {
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const token = one("meta[name=csrf-token]")?.content;
    if (token && ctx.request.method !== "GET") ctx.request.headers["x-csrf-token"] = token;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (!ctx.response.raw.redirected) return;
    const url = new URL(ctx.response.raw.url);
    if (!url.pathname.startsWith("/sign-in")) return;
    event.preventDefault();
    location.assign(`/sign-in?goto=${encodeURIComponent(location.pathname + location.search)}`);
  });
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    // A refusal that shows nothing must not change the address either.
    if (ctx.response?.status >= 400 && ctx.swap === "none") event.preventDefault();
    const form = ctx.sourceElement;
    if (!form?.matches?.("form[hx-post]") || !ctx.response || ctx.response.status >= 400) return;
    form.closest("details.menu")?.removeAttribute("open");
    if (form.dataset.undo !== undefined) toast(say("taken"), { seconds: 4 });
    if (!form.dataset.sent) return;
    sent(form);
    arrived(form);
    const undo = form.dataset.sent === "sent" && ctx.text?.includes("data-undo");
    toast(say(form.dataset.sent), undo ? { seconds: 10, press: "undo" } : { seconds: 4 });
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status >= 400) focusAnswer(one("#pane") ?? document);
  });
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.sourceElement?.id === "live" || [409, 422].includes(ctx.response.status)) return;
    toast(say("failed", { reason: reason(ctx) }), { seconds: 12 });
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx?.sourceElement?.id !== "live") toast(say("offline"), { seconds: 12 });
  });
}
