// The interactive map, when somebody asks for it. The still map stays until the first frame of this one is drawn, and
// comes back whenever something fails.
const POLL = 1500;
const POLLS = 40;
const FIRST_FRAME = 45_000;

const open = new WeakMap();

export async function press(place) {
  const button = place.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  if (open.has(place)) {
    shut(place);
    button.focus();
    return;
  }
  say(place, place.dataset.loading);
  button.setAttribute("aria-busy", "true");
  try {
    if (!drawsInThreeDimensions()) throw new Refused(place.dataset.webgl);
    await show(place, button);
  } catch (error) {
    shut(place);
    say(place, error instanceof Refused ? error.message : place.dataset.failed);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

class Refused extends Error {}

function drawsInThreeDimensions() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}

async function show(place, button) {
  const told = await asked(place);
  const [{ LiveMap }] = await Promise.all([import("./livemap.js"), sheet(told.sheet)]);
  const figure = place.closest("figure");
  const stage = document.createElement("div");
  stage.className = "live-stage preparing";
  figure.classList.add("live-figure");
  figure.querySelector(".drawing").before(stage);
  const label = button.querySelector("[data-label]");
  const map = new LiveMap(stage, told, { failed: () => fall(place) });
  open.set(place, { map, stage, figure, label, before: label.textContent });
  await within(map.drawn, FIRST_FRAME);
  stage.classList.remove("preparing");
  figure.classList.add("live-shown");
  label.textContent = told.words.close;
  say(place, "");
  map.focus();
  stage.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || map.closeNote()) return;
    shut(place);
    button.focus();
  });
  document.addEventListener("htmx:after:swap", () => stage.isConnected || shut(place), { once: true });
}

// Ask until the tiles are there: the first visitor after an import may be earlier than they are.
async function asked(place) {
  for (let turn = 0; turn < POLLS; turn += 1) {
    const answer = await fetch(place.dataset.live, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    if (told.state === "ready") return told;
    if (told.state === "none") throw new Refused(place.dataset.none);
    say(place, place.dataset.preparing);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  throw new Refused(place.dataset.later);
}

function sheet(href) {
  const there = document.querySelector(`link[href="${CSS.escape(href)}"]`);
  if (there) return there.sheet;
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: reject });
    document.head.append(link);
  });
}

function within(promise, time) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("late")), time))]);
}

function fall(place) {
  if (!open.has(place)) return;
  shut(place);
  say(place, place.dataset.failed);
}

function shut(place) {
  const shown = open.get(place);
  if (!shown) return;
  open.delete(place);
  shown.figure.classList.remove("live-shown", "live-figure");
  shown.label.textContent = shown.before;
  shown.map.remove();
  shown.stage.remove();
}

function say(place, text) {
  place.querySelector("[role=status]").textContent = text;
}
