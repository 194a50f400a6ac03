// Files of a form: sent as soon as they are chosen, dropped or pasted, with their progress; the form then names them.
import { all, newKey, one, say, toast } from "./page.js";

/** What was chosen for each form: it outlives the page's being read again. */
const chosen = new Map();
const waiting = new Map();

const place = (form) => `${form.id || form.getAttribute("action")}@${one("#pane")?.dataset.ticket ?? ""}`;
const of = (form) => chosen.get(place(form)) ?? [];
const forms = () => all("form").filter((form) => one("[data-uploads]", form));
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function row(form, file) {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "cut", dir: "auto", textContent: file.name });
  const state = Object.assign(document.createElement("span"), { className: "muted num", textContent: file.error || size(file.size) });
  if (file.error) item.className = "bad";
  item.append(name, state);
  if (file.request) {
    const bar = Object.assign(document.createElement("progress"), { max: Math.max(1, file.size), value: file.sent });
    bar.setAttribute("aria-label", say("uploading-one", { name: file.name }));
    item.append(bar);
    file.bar = bar;
  }
  const end = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: say(file.request ? "cancel" : "remove") });
  end.setAttribute("aria-label", say(file.request ? "cancel-one" : "remove-one", { name: file.name }));
  end.addEventListener("click", () => {
    file.request?.abort();
    drop(form, file);
  });
  item.append(end);
  return item;
}

/** Show what is chosen on what the page holds now. */
function show() {
  for (const form of forms()) {
    const list = one("[data-uploads] .uploads", form);
    const files = of(form);
    list.hidden = !files.length;
    list.replaceChildren(...files.map((file) => row(form, file)));
    one("input[name=uploaded]", form).value = files.filter((file) => file.id).map((file) => file.id).join(" ");
  }
}

function drop(form, file) {
  chosen.set(place(form), of(form).filter((other) => other !== file));
  show();
  settle(place(form));
}

/** A form that was sent while files were on their way goes once all are there. */
function settle(name) {
  const sender = waiting.get(name);
  const files = chosen.get(name) ?? [];
  if (!sender || files.some((file) => file.request)) return;
  waiting.delete(name);
  const form = forms().find((one_) => place(one_) === name);
  if (!form || files.some((file) => file.error)) return;
  form.requestSubmit(sender.isConnected && sender.form === form ? sender : undefined);
}

const reason = (request) => {
  try {
    return JSON.parse(request.responseText).detail;
  } catch {
    return "";
  }
};

function send(form, content) {
  const name = place(form);
  const request = new XMLHttpRequest();
  const file = { name: content.name || "file", size: content.size, sent: 0, request, error: "", id: "" };
  chosen.set(name, [...of(form), file]);
  request.upload.addEventListener("progress", (event) => {
    file.sent = event.loaded;
    if (file.bar) file.bar.value = event.loaded;
  });
  const end = (error) => {
    if (!file.request) return;
    file.request = null;
    file.error = error;
    if (!error) file.id = JSON.parse(request.responseText).id;
    show();
    settle(name);
  };
  request.addEventListener("load", () => end(request.status === 201 ? "" : reason(request) || say("not-sent")));
  request.addEventListener("error", () => end(say("not-sent")));
  request.open("POST", `/files?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Idempotency-Key", newKey());
  request.setRequestHeader("x-csrf-token", one("meta[name=csrf-token]")?.content ?? "");
  request.send(content);
}

function take(form, files) {
  for (const file of files) send(form, file);
  show();
}

/** Its files have arrived with it. */
export function sent(form) {
  chosen.delete(place(form));
  show();
}

/** The form into which files fall: the one under the pointer, in the composer that of the mode. */
function under(target) {
  const area = target.closest?.("#composer, form");
  if (area?.id === "composer") return one(area.dataset.mode === "note" ? "#note-form" : "#reply-form", area);
  return area && one("[data-uploads]", area) ? area : null;
}

const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

export function start() {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[type=file][name=files]") || !one("[data-uploads]", target.form)) return;
    take(target.form, [...target.files]);
    target.value = "";
  });
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      const form = carries(event) && under(event.target);
      all(".dropping").forEach((element) => element.classList.remove("dropping"));
      if (!form) return;
      event.preventDefault();
      if (type === "dragover") (form.closest("#composer") ?? form).classList.add("dropping");
      if (type === "drop") take(form, [...event.dataTransfer.files]);
    });
  }
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const form = files.length && event.target.matches?.("textarea") && under(event.target);
    if (!form) return;
    event.preventDefault();
    take(form, files);
  });
  document.addEventListener("submit", (event) => {
    if (!of(event.target).some((file) => file.request)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(place(event.target), event.submitter ?? event.target);
    toast(say("uploading"), { seconds: 4 });
  }, true);
  document.addEventListener("htmx:after:swap", show);
}
