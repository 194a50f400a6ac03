// Runs before the first paint, so that no page flashes in the other theme.
const root = document.documentElement;
root.classList.add("js");
try {
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
} catch {
  // Storage can be forbidden; then the page follows the device.
}
