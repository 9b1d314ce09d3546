// What arrived is not kept any longer: all that was kept for the complaint which this page says was filed, in whichever
// tab, or what the form held that led here. Loading this page again forgets nothing that was typed since.
const done = document.querySelector("[data-done]").dataset.done;
const led = performance.getEntriesByType("navigation")[0]?.type === "navigate";

for (const name of Object.keys(sessionStorage)) {
  const [, own] = name.match(/^(?:draft|shots):(.*)$/) ?? [];
  if (own === undefined) continue;
  const { sent, number } = JSON.parse(sessionStorage.getItem(name));
  if (number === done || (own === done && sent && led)) sessionStorage.removeItem(name);
}
