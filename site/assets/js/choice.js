// Shows what follows from a choice. All of it is in the page already; [data-when] lists the values it belongs to.
for (const place of document.querySelectorAll("[data-follows]")) {
  const name = place.dataset.follows;
  const parts = place.dataset.when ? [place] : place.querySelectorAll("[data-when]");
  const show = () => {
    const control = document.querySelector(`[name="${name}"]:checked, select[name="${name}"]`);
    for (const part of parts) {
      const fits = part.dataset.when.split(" ").includes(control?.value);
      part.hidden = !fits;
      part.classList.toggle("on", fits);
    }
  };
  document.addEventListener("change", (event) => { if (event.target.name === name) show(); });
  addEventListener("pageshow", show);
  show();
}
