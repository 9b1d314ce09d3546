// Copies the text of the element a button names; where the browser forbids it, selects it for the buyer to copy.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = text; }, 2000);
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
