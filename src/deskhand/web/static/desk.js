// The agents' pages.
import { one, say } from "./page.js";
import * as bulk from "./bulk.js";
import * as composer from "./composer.js";
import * as controls from "./controls.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as mentions from "./mentions.js";
import * as merge from "./merge.js";
import * as palette from "./palette.js";
import * as presence from "./presence.js";
import * as queue from "./queue.js";
import * as requests from "./requests.js";
import * as templates from "./templates.js";
import * as thread from "./thread.js";
import * as times from "./times.js";
import * as uploads from "./uploads.js";

function showState(name) {
  const words = one("#livestate span");
  if (words) words.textContent = name === "on" ? say("live") : say("lost", { time: live.lastHeard() });
}

live.guard();
controls.start();
requests.start();
composer.start();
queue.start();
bulk.start();
templates.start();
merge.start();
thread.start();
mentions.start();
keys.start();
palette.start({ press: keys.press });
times.start();
uploads.start();
live.start({
  ticket: async (id) => {
    await Promise.all([queue.changed(id), thread.changed(id)]);
    composer.restore(one("#pane") ?? document);
  },
  changed: showState,
  presence: presence.changed,
});
presence.start();

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = ctx.target?.id ?? ctx.target;
  if (ctx.request && (target === "pane" || target === "#pane")) {
    composer.restore(one("#pane"));
    thread.toEnd();
  }
});

// htmx would begin in a later task; until then a key would send a form the long way.
htmx.process(document.body);
