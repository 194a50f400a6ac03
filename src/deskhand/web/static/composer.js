// What is being written: the mode, sending, and what becomes of the words; drafts.js keeps them.
import { all, keep, kept, newKey, one } from "./page.js";
import * as drafts from "./drafts.js";
import * as uploads from "./uploads.js";

export const restore = drafts.restore;

/** Empty a form whose words have arrived, and give it the key of its next sending. */
export function sent(form) {
  all("textarea[data-draft]", form).forEach(drafts.sent);
  uploads.sent(form);
  const once = one("input[name=once]", form);
  if (once) once.value = newKey();
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
    for (const area of all("textarea[data-draft]", event.target)) keep("sending", `draft:${area.dataset.draft}`);
  });
  const sending = kept("sending");
  if (sending) {
    keep("sending", "");
    if (!one(".errors, #conflict")) keep(sending, "");
  }
  drafts.start();
}
