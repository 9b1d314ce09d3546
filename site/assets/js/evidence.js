// Where pictures are added: picked, pasted or dropped. What does the work is loaded with the first one, or when a form
// that was refused, or a page that was loaded again, has some already.
const box = document.querySelector("[data-slots]");
const work = () => import("./shots.js");

if (box) {
  const add = async (files) => (await work()).add([...files]);
  const input = box.querySelector("[type=file]");
  input.closest("label").hidden = false;
  input.addEventListener("change", async () => { await add(input.files); input.value = ""; });
  document.addEventListener("paste", (event) => { if (event.clipboardData.files.length) add(event.clipboardData.files); });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.toggle("over", name === "dragenter" || name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
  if (/^.c./.test(box.dataset.slots)) {
    box.closest("form").elements.words.addEventListener("change", () => import("./suggest.js"), { once: true });
  }
  if (box.querySelector("[name=evidence]") || sessionStorage.getItem(`shots:${box.closest("form").dataset.form}`)) work();
}
