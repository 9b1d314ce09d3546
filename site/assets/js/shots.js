// Pictures on their way: made small on the phone, sent straight to storage three at a time, shown with what became of them.
// The form carries only their tokens. Loaded when somebody adds the first one.
import { small } from "./pixels.js";

const MOST = 9, PARALLEL = 3, LARGEST = 10 * 1024 * 1024;
const box = document.querySelector("[data-slots]");
const [FAILED, WAIT, SENT, UNCLEAR, LARGE, MANY, OFF, AHEAD, ONE] = box.dataset.words.split("|");
const form = box.closest("form"), list = box.querySelector(".tiles");
const key = `shots:${form.dataset.form}`, token = form.elements.token;
const tiles = [];
const COMING = new Set(["making", "waiting"]);
let busy = 0, held = null, warned = false;

const make = (tag, props, ...inside) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...inside);
  return node;
};
const tell = (text) => {
  const line = box.querySelector("[role=status]");
  line.textContent = text;
  line.hidden = !text;
};

async function places(fields) {
  const body = new URLSearchParams(fields);
  for (const name of ["csrf", "token", "d", "k", "s"]) if (form.elements[name]?.value) body.set(name, form.elements[name].value);
  const answer = await fetch(box.dataset.slots, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function post({ url, fields }, blob, seen) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest(), body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("file", blob);
    request.upload.onprogress = (event) => seen(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? done() : fail());
    request.onerror = request.ontimeout = fail;
    request.timeout = 120000;
    request.open("POST", url);
    request.send(body);
  });
}

async function send(tile) {
  tile.state = "sending";
  show(tile);
  try {
    const kind = ["kind", tile.blob.type || "application/octet-stream"];
    const [place] = await places(tile.token ? [kind, ["slot", tile.token]] : [kind]);
    tile.token = place.token;
    await post(place, tile.blob, (part) => { tile.bar.value = part; });
    tile.state = "sent";
  } catch { tile.state = "failed"; }
  show(tile);
}

function next() {
  for (const tile of tiles.filter((each) => each.state === "waiting").slice(0, PARALLEL - busy)) {
    busy++;
    send(tile).finally(() => { busy--; next(); });
  }
  keep();
  if (held && !busy && !tiles.some((each) => COMING.has(each.state))) {
    const button = held;
    held = null;
    tell("");
    form.requestSubmit(button);
  }
}

export async function add(files) {
  tell("");
  for (const file of files) {
    if (!file.type.startsWith("image/") && !/\.(hei[cf]|jpe?g|png|webp|gif)$/i.test(file.name)) continue;
    if (tiles.length >= MOST) { tell(MANY); break; }
    const tile = place({ state: "making" });
    Object.assign(tile, await small(file));
    if (tile.blob.size > LARGEST) { drop(tile); tell(LARGE); continue; }
    tile.state = "waiting";
    show(tile);
    next();
  }
}

function place(tile) {
  tile.node = make("li", { className: "tile" });
  tiles.push(tile);
  list.append(tile.node);
  number();
  return tile;
}

function drop(tile) {
  tiles.splice(tiles.indexOf(tile), 1);
  tile.node.remove();
  number();
  keep();
}

function ahead(tile) {
  const at = tiles.indexOf(tile);
  tiles.splice(at - 1, 0, ...tiles.splice(at, 1));
  list.insertBefore(tile.node, tile.node.previousElementSibling);
  number();
  keep();
}

const number = () => tiles.forEach(show);
const n = (text, tile) => text.replace("{n}", tiles.indexOf(tile) + 1);

function show(tile) {
  if (!tile.picture && tile.thumb) {
    const bytes = Uint8Array.from(atob(tile.thumb), (each) => each.charCodeAt(0));
    tile.picture = make("img", { src: URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })), width: 104, height: 104 });
  }
  if (tile.picture) tile.picture.alt = n(ONE, tile);
  tile.bar ??= make("progress", { max: 1, value: 0 });
  tile.bar.setAttribute("aria-label", n(ONE, tile));
  const parts = [tile.picture ?? n(ONE, tile)];
  if (tile.state === "failed") parts.push(button(FAILED, "retry", () => { tile.state = "waiting"; next(); }));
  else if (tile.state === "sent") parts.push(make("span", { textContent: SENT, className: "soft" }), make("input", { type: "hidden", name: "evidence", value: tile.token }));
  else parts.push(tile.bar);
  if (tile.unclear) parts.push(make("span", { className: "note", textContent: UNCLEAR }));
  const acts = make("div", {}, button("✕", "", () => drop(tile), n(OFF, tile)));
  if (tiles.indexOf(tile) > 0) acts.append(button("←", "", () => ahead(tile), n(AHEAD, tile)));
  tile.node.replaceChildren(...parts, acts);
}

function button(text, look, act, label) {
  const made = make("button", { type: "button", className: `plain ${look}`, textContent: text });
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function keep(sent = false) {
  const shots = tiles.filter((each) => each.state === "sent").map((each) => ({ token: each.token, thumb: each.thumb, unclear: each.unclear }));
  try { sessionStorage.setItem(key, JSON.stringify({ sent, number: form.dataset.number, form: token?.value, shots })); } catch { /* storage is off */ }
}

function restore() {
  const given = [...list.querySelectorAll("[name=evidence]")].map((each) => each.value);
  let kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  if (form.dataset.filed?.includes(kept.number)) kept = {}; // they are in that complaint already, and the token is used up
  list.replaceChildren();
  const again = document.querySelector(".sum") || given.length;
  if (!again && token && kept.shots?.length) {
    token.value = kept.form;
    form.dataset.number = kept.number;
  }
  const known = new Map((kept.shots ?? []).map((each) => [each.token, each]));
  for (const each of again ? given : known.keys()) place({ ...known.get(each), token: each, state: "sent" });
  number();
}

if (!document.querySelector(`link[href="${box.dataset.style}"]`)) document.head.append(make("link", { rel: "stylesheet", href: box.dataset.style }));
restore();
form.addEventListener("submit", (event) => {
  const failed = tiles.find((each) => each.state === "failed");
  if (busy || tiles.some((each) => COMING.has(each.state))) {
    held = event.submitter;
    tell(WAIT);
  } else if (failed && !warned) {
    warned = true;
    failed.node.querySelector(".retry").focus();
  } else return keep(true);
  event.preventDefault();
});
