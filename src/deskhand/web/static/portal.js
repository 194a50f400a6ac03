// The customers' pages: they work without this; with it they follow along.
import { one, say, toast } from "./page.js";
import * as composer from "./composer.js";
import * as controls from "./controls.js";
import * as live from "./live.js";
import * as times from "./times.js";
import * as uploads from "./uploads.js";

async function follow() {
  const response = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const main = one("#main");
  await htmx.swap({ sourceElement: main, target: main, text: await response.text(), select: "#main", swap: "outerMorph ignoreTitle:true" });
}

live.guard();
controls.start();
composer.start();
times.start();
uploads.start();
live.start({
  ticket: follow,
  changed: (name, was) => {
    if (name === "lost") toast(say("lost", { time: live.lastHeard() }), { seconds: 0 });
    else if (was === "lost") toast(say("again"), { seconds: 4 });
  },
});
