// Once the words are written: which problem they sound like. One tap takes it, anything else leaves the choice alone.
const area = document.querySelector("[name=words]"), form = area.form;
const line = Object.assign(document.createElement("div"), { className: "say", hidden: true });
line.setAttribute("role", "status");
area.closest(".ask").after(line);

async function ask() {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, words: area.value, category: form.elements.category.value });
  const answer = await fetch(document.querySelector("[data-slots]").dataset.slots.replace(/slots$/, "suggest"), { method: "POST", body });
  const { code, text, take } = answer.ok ? await answer.json() : {};
  const radio = code && form.querySelector(`[name=category][value="${code}"]`);
  line.hidden = !radio;
  if (!radio) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: take });
  button.addEventListener("click", () => {
    radio.closest("details")?.setAttribute("open", "");
    radio.click();
    line.hidden = true;
  });
  line.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), button);
}

area.addEventListener("change", ask);
ask();
