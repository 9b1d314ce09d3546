// One picture large: turned and enlarged in place; arrow keys go to the one before and the one after.
const frame = document.querySelector(".frame");
const TURNS = ["", "r90", "r180", "r270"];
let turn = 0;

for (const button of document.querySelectorAll("[data-turn], [data-zoom]")) button.hidden = false;
document.querySelector("[data-turn]").addEventListener("click", () => {
  if (TURNS[turn]) frame.classList.remove(TURNS[turn]);
  turn = (turn + 1) % TURNS.length;
  if (TURNS[turn]) frame.classList.add(TURNS[turn]);
});
const zoom = document.querySelector("[data-zoom]");
zoom.addEventListener("click", () => zoom.setAttribute("aria-pressed", String(frame.classList.toggle("near"))));
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.target.closest?.(".look") && frame.classList.contains("near")) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel) document.querySelector(`.turn [rel=${rel}]`)?.click();
  if (event.key === "r") document.querySelector("[data-turn]").click();
  if (event.key === "z") zoom.click();
});
