// Templates in the composer: found by their words, shown as they will read on this ticket, put into the draft.
import { all, one, say, toast } from "./page.js";

/** Which template a draft was written from, until it is sent. */
const used = new Map();
let timer = 0;
let asked = 0;

const dialog = () => one("#templates");
const draft = () => {
  const noting = one("#composer")?.dataset.mode === "note";
  return one(noting ? "#note" : "#reply") ?? one("#note");
};

async function look() {
  const pane = one("#pane[data-ticket]");
  if (!pane) return;
  const mine = ++asked;
  try {
    const response = await fetch(`${pane.dataset.url}/templates?text=${encodeURIComponent(one("#templates-text").value)}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = one("#picks", page);
    if (mine !== asked) return;
    if (!response.ok || !found) throw new Error(String(response.status));
    one("#picks").replaceWith(document.adoptNode(found));
  } catch {
    toast(say("offline"), { seconds: 12 });
  }
}

function open() {
  const box = dialog();
  if (!box || !draft()) return;
  one("#templates-text").value = "";
  one("#picks").replaceChildren();
  box.showModal();
  one("#templates-text").focus();
  look();
}

/** Put the text where the cursor stands; a blank line keeps it apart from what is written before it. */
function insert(pick) {
  const area = draft();
  dialog().close();
  const before = area.value.slice(0, area.selectionStart);
  const gap = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  area.setRangeText(gap + pick.dataset.text, area.selectionStart, area.selectionEnd, "end");
  used.set(area.dataset.draft, pick.dataset.pick);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

function step(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const picks = all("#picks .pick");
  const to = picks.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  (picks[to] ?? one("#templates-text")).focus();
}

/** Forget what a draft was written from, once it has arrived. */
export function arrived(form) {
  for (const area of all("textarea[data-draft]", form)) used.delete(area.dataset.draft);
}

export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-key="template"]')) open();
    const pick = event.target.closest("#picks .pick");
    if (pick) insert(pick);
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "templates-text") return;
    clearTimeout(timer);
    timer = setTimeout(look, 200);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("#templates")) return;
    const first = one("#picks .pick");
    if (event.key === "Enter" && event.target.id === "templates-text" && first) insert(first);
    else step(event);
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.elements.namedItem("template");
    const area = one("textarea[data-draft]", event.target);
    if (field && area) field.value = area.value ? (used.get(area.dataset.draft) ?? "") : "";
  }, true);
}
