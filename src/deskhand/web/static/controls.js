// Small behaviours of the controls: menus, themes, dialogs, passwords, focus. Every page is usable without them.
import { all, forget, keep, kept, one } from "./page.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

function showTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  keep("theme", name);
  for (const button of all("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === name));
}

export const openMenus = () => all("details.menu[open]");

export function closeMenus({ except = null, focus = false } = {}) {
  for (const menu of openMenus()) {
    if (menu === except || menu.contains(except)) continue;
    menu.open = false;
    if (focus) one("summary", menu)?.focus();
  }
}

function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
}

function clicked(event) {
  const target = event.target.closest("button, a, summary, dialog");
  closeMenus({ except: event.target.closest("details.menu") });
  if (!target) return;
  if (target.matches("dialog[open]") && event.target === target) target.close();
  if (target.dataset.themeSet !== undefined) showTheme(target.dataset.themeSet);
  if (target.dataset.themeFlip !== undefined) {
    const present = document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
    showTheme(present === "dark" ? "light" : "dark");
  }
  if (target.dataset.reveal) reveal(target);
  if (target.dataset.close !== undefined) target.closest(".toast")?.remove();
  if (target.dataset.closeDialog !== undefined) target.closest("dialog")?.close();
  if (target.dataset.openMenu) {
    const menu = document.getElementById(target.dataset.openMenu);
    closeMenus();
    menu.open = true;
    one("textarea, input:not([type=hidden])", menu)?.focus();
  }
}

/** Put the focus where an answer asks for it: an error summary, a conflict. */
export function focusAnswer(within = document) {
  one("[data-focus]", within)?.focus();
}

export function start() {
  showTheme(kept("theme"));
  document.addEventListener("click", clicked);
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.menu[open]")) one("textarea", event.target)?.focus();
  }, true);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-forget]")) return;
    for (const area of all("textarea[data-draft]")) area.value = "";
    forget("draft:");
  });
  focusAnswer();
}
