// A chosen reason is put where reasons are written, to be changed there; what somebody wrote is never overwritten.
for (const list of document.querySelectorAll("[data-fills]")) {
  const area = document.getElementById(list.dataset.fills);
  let filled = "";
  list.addEventListener("change", () => {
    if (area.value && area.value !== filled) return;
    filled = area.value = list.value ? list.selectedOptions[0].textContent : "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
