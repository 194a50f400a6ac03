// What is being written: one draft per ticket and mode, kept on this device until it is sent.
import { all, keep, kept, newKey, one, say } from "./page.js";

let timer = 0;

const name = (area) => `draft:${area.dataset.draft}`;

export function restore(within = document) {
  for (const area of all("textarea[data-draft]", within)) if (!area.value) area.value = kept(name(area));
}

/** Keep what stands in the field now; a pending save must not be lost to a page that goes away. */
function save(area) {
  keep(name(area), area.value);
  const note = one("#saved.saved");
  if (note && area.closest("#composer")) note.textContent = area.value ? say("saved") : "";
}

/** Empty a form whose words have arrived, and give it the key of its next sending. */
export function sent(form) {
  for (const area of all("textarea[data-draft]", form)) {
    area.value = "";
    keep(name(area), "");
  }
  const once = one("input[name=once]", form);
  if (once) once.value = newKey();
  const note = one("#saved.saved");
  if (note) note.textContent = "";
}

export function mode(next, { focus = true } = {}) {
  const composer = one("#composer");
  if (!composer || !one(next === "note" ? "#note" : "#reply", composer)) return;
  composer.dataset.mode = next;
  for (const tab of all("[data-mode-set]", composer)) {
    if (tab.dataset.modeSet === next) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  keep("mode", next);
  if (focus) one(`#${next}`, composer).focus();
}

export function start() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-draft]")) return;
    clearTimeout(timer);
    timer = setTimeout(save, 400, event.target);
  });
  addEventListener("pagehide", () => all("textarea[data-draft]").forEach((area) => area.value && keep(name(area), area.value)));
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-mode-set]");
    if (!tab) return;
    event.preventDefault();
    mode(tab.dataset.modeSet);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest?.("textarea")?.form;
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(one("button.primary", form));
  });
  // A plain form post leaves the page: its draft has served once the server has taken it, which the next page shows.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[hx-post]")) return;
    for (const area of all("textarea[data-draft]", event.target)) keep("sending", name(area));
  });
  const sending = kept("sending");
  if (sending) {
    keep("sending", "");
    if (!one(".errors, #conflict")) keep(sending, "");
  }
  restore();
}
