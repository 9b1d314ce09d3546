// "已写 12 / 500 字" under a text area. Without it the page says how many there may be.
for (const line of document.querySelectorAll("[data-count]")) {
  const area = document.getElementById(line.id.replace("c-", "f-"));
  const show = () => { line.textContent = line.dataset.count.replace("{n}", area.value.length); };
  area.addEventListener("input", show);
  show();
}
