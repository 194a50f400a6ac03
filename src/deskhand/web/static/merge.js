// Merging in a dialog: what the server shows as a page stands above the ticket, and is read again at each step.
import { one, say, toast } from "./page.js";

let timer = 0;
let asked = 0;

async function show(address) {
  const mine = ++asked;
  try {
    const response = await fetch(address, { headers: { "X-Requested-With": "dialog" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = one("#merging", page);
    if (mine !== asked) return;
    if (!response.ok || !found) throw new Error(String(response.status));
    const typing = document.activeElement?.id === "merge-text" ? document.activeElement.value : null;
    one("#merge .body").replaceChildren(document.adoptNode(found));
    const field = one("#merge-text");
    if (typing !== null) field.value = typing;
    (one("#merge-preview button") ?? field).focus();
    if (typing !== null) field.focus();
  } catch {
    toast(say("offline"), { seconds: 12 });
  }
}

function open(link) {
  one("#merge .body").replaceChildren();
  one("#merge").showModal();
  show(link.href);
}

export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-merge]");
    const choice = event.target.closest("#merge [data-merge-into]");
    if (!(opener && one("#merge")) && !choice) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (opener) open(opener);
    else show(choice.href);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#merge") || event.target.id !== "merge-text") return;
    clearTimeout(timer);
    timer = setTimeout(() => show(`${event.target.form.action}?text=${encodeURIComponent(event.target.value)}`), 200);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest('#merge form[role="search"]');
    if (!form) return;
    event.preventDefault();
    const first = one("#merge [data-merge-into]");
    if (first) show(first.href);
  });
}
