// Solves the proof of work while the buyer is reading; a submit that comes first waits for it.
// Where a worker or crypto.subtle is missing the field stays empty, and the desk asks for a one-time code instead.
const field = document.querySelector("[data-pow]");

function solved(challenge) {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL("pow-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
    worker.onerror = failed;
    worker.postMessage(challenge.parameters);
  });
}

async function work() {
  try {
    const challenge = JSON.parse(field.dataset.pow);
    const solution = await solved(challenge);
    field.value = btoa(JSON.stringify({ challenge, solution }));
  } catch {
    field.value = "";
  }
}

if (field) {
  let ready = false, waiting = false;
  const working = work().then(() => { ready = true; });
  field.form.addEventListener("submit", async (event) => {
    if (ready || event.defaultPrevented) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    const { submitter } = event, text = submitter?.textContent;
    if (submitter) [submitter.textContent, submitter.ariaDisabled] = [field.dataset.wait, "true"];
    await working;
    if (submitter) [submitter.textContent, submitter.ariaDisabled] = [text, null];
    field.form.requestSubmit(submitter);
  });
}
