// Typed words survive a lost connection: kept in this tab only, forgotten once they arrived or the tab is closed.
// Never kept: hidden fields, passwords, files, one-time codes.
const KEPT = "draft:";
const form = document.querySelector("form[data-draft]");
const key = KEPT + location.pathname;

const worth = (control) => control.name && !/^(hidden|password|file|submit|button)$/.test(control.type)
  && control.autocomplete !== "one-time-code";
const chosen = (control) => control.type === "radio" || control.type === "checkbox";

function keep(sent) {
  const values = [...form.elements].filter(worth).filter((c) => !chosen(c) || c.checked).map((c) => [c.name, c.value]);
  try { sessionStorage.setItem(key, JSON.stringify({ sent, values })); } catch { /* storage is off: nothing is kept */ }
}

function restore({ values }) {
  for (const control of [...form.elements].filter(worth)) {
    const mine = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (chosen(control)) control.checked = mine.includes(control.value);
    else if (!control.value && mine.length) control.value = mine[0];
    control.dispatchEvent(new Event(chosen(control) ? "change" : "input", { bubbles: true }));
  }
}

function tell() {
  const told = form.querySelector("[data-told]") ?? document.createElement("p");
  told.className = "say warn";
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  told.textContent = form.dataset.draft;
  (form.querySelector(".btn.main, .btn.stop") ?? form.lastElementChild).before(told);
}

if (document.querySelector("[data-done]")) {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(KEPT)) sessionStorage.removeItem(name);
} else if (form) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept && !document.querySelector(".sum")) {
    restore(kept);
    if (kept.sent) tell();
  }
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", (event) => {
    keep(true);
    if (navigator.onLine) return;
    event.preventDefault();
    tell();
  });
}
