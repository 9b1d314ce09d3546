// Typed words survive a lost connection: kept in this tab only, under their own form's name, forgotten once they arrived
// (script arrived) or the tab is closed. Never kept: hidden fields, passwords, files, one-time codes, sealed fields.
const worth = (control) => control.name && !/^(hidden|password|file|submit|button)$/.test(control.type)
  && control.autocomplete !== "one-time-code" && !("sealed" in control.dataset);
const chosen = (control) => control.type === "radio" || control.type === "checkbox";
const name = (form) => `draft:${form.dataset.form}`;

function keep(form, sent) {
  const values = [...form.elements].filter(worth).filter((c) => !chosen(c) || c.checked).map((c) => [c.name, c.value]);
  const kept = JSON.stringify({ sent, number: form.dataset.number, values });
  try { sessionStorage.setItem(name(form), kept); } catch { /* storage is off: nothing is kept */ }
}

function restore(form, values) {
  for (const control of [...form.elements].filter(worth)) {
    const mine = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (!chosen(control)) control.value ||= mine[0] ?? "";
    else if (!("typed" in form.dataset)) control.checked = mine.includes(control.value);
    control.dispatchEvent(new Event(chosen(control) ? "change" : "input", { bubbles: true }));
  }
}

function tell(form) {
  const told = form.querySelector("[data-told]") ?? document.createElement("p");
  told.className = "say warn";
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  told.textContent = form.dataset.draft;
  (form.querySelector(".btn.main, .btn.stop") ?? form.lastElementChild).before(told);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const kept = JSON.parse(sessionStorage.getItem(name(form)));
  if (kept) restore(form, kept.values);
  if (kept?.sent && !("typed" in form.dataset)) tell(form);
  form.addEventListener("input", () => keep(form, false));
  form.addEventListener("submit", (event) => {
    keep(form, true);
    if (navigator.onLine) return;
    event.preventDefault();
    tell(form);
  });
}
