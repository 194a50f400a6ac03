// What every script of a page shares: finding things, the page's words, and what this device keeps.
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const data = JSON.parse(one("#page-data")?.textContent ?? "{}");
export const keys = data.keys ?? [];
export const places = data.places ?? [];

/** The words of the page in the reader's language, with {name} filled in. */
export function say(name, values = {}) {
  return (data.words?.[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** One or many: the word named `name1` for one, `name` for all other counts. */
export const count = (name, n) => say(n === 1 ? `${name}1` : name, { n });

export function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // Storage is full or forbidden; the page works without.
  }
}

export function kept(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** Forget all that starts like this, as at the end of a session. */
export function forget(prefix) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

/** A random key for one sending of a form; works on plain http too, where randomUUID does not. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const clock = (date = new Date()) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);

/** A word that floats for a while and is read out; with `press` it has a button that does what a key does. */
export function toast(text, { seconds = 6, press = "" } = {}) {
  const place = one("#toasts");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.dataset.close = "";
  close.textContent = say("dismiss");
  box.append(words);
  if (press) {
    const act = document.createElement("button");
    act.type = "button";
    act.className = "button";
    act.textContent = say(press);
    act.addEventListener("click", () => {
      box.remove();
      one(`main [data-key="${press}"]`)?.click();
    });
    box.append(act);
  }
  box.append(close);
  place.replaceChildren(box);
  if (seconds) setTimeout(() => box.remove(), seconds * 1000);
}
