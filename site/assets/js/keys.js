// The console by keyboard: j and k walk the rows, Enter opens, x ticks; every other key is on the element it presses
// (data-key="/", "a", "g q", "?", "Ctrl+Enter"). Silent while somebody types or composes, and where body says data-keys="off".
const rows = [...document.querySelectorAll("[data-row]")];
const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
let at = -1, before = "", when = 0;

function walk(step) {
  if (!rows.length) return;
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  at = Math.min(rows.length - 1, Math.max(0, (focused < 0 ? at : focused) + step));
  rows[at].querySelector("a")?.focus();
}

function tick() {
  const row = rows.find((one) => one.contains(document.activeElement));
  row?.querySelector("input[type=checkbox]")?.click();
}

function press(keys) {
  const target = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  if (!target) return false;
  if (target.matches(typing)) target.focus();
  else target.click();
  return true;
}

const plain = { j: () => walk(1), k: () => walk(-1), x: tick };

function heard(event) {
  if (event.isComposing || event.keyCode === 229 || event.altKey || event.metaKey) return false;
  if (event.ctrlKey) return event.key === "Enter" && press("Ctrl+Enter");
  if (event.target.closest(typing)) {
    if (event.key === "Escape") event.target.blur();
    return false;
  }
  const { key } = event, both = event.timeStamp - when < 1000 && press(`${before} ${key}`);
  [before, when] = [key, event.timeStamp];
  if (both) return true;
  if (rows.length && plain[key]) return plain[key](), true;
  return key.length === 1 && press(key);
}

if (document.body.dataset.keys !== "off") {
  document.addEventListener("keydown", (event) => { if (heard(event)) event.preventDefault(); });
}
