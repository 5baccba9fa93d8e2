// The map itself: shapes from archives of tiles, values joined to them by code, colours and words of the page.
import { addProtocol, Map as Drawn, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";

const AREAS = { source: "areas", "source-layer": "areas" };
const LABELS = { source: "areas", "source-layer": "labels" };
const ROWS = { source: "rows", "source-layer": "rows" };
const POINTED = ["rows", "lines", "surfaces", "areas"];
const REACH = 6;
const RING = 12;

let ready = false;

function prepare(worker) {
  if (ready) return;
  setWorkerUrl(new URL(worker, location.href).href);
  addProtocol("pmtiles", new Protocol().tile);
  ready = true;
}

// Colours of the theme as a canvas understands them: the sheet may hold them in any notation.
class Colours {
  constructor(element) {
    this.probe = element.appendChild(document.createElement("i"));
    this.context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  }

  of(name) {
    this.probe.style.color = `var(--${name})`;
    this.context.clearRect(0, 0, 1, 1);
    this.context.fillStyle = getComputedStyle(this.probe).color;
    this.context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = this.context.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  }

  hatch() {
    const side = 16;
    const sheet = Object.assign(document.createElement("canvas"), { width: side, height: side }).getContext("2d");
    sheet.fillStyle = this.of("nodata");
    sheet.fillRect(0, 0, side, side);
    sheet.strokeStyle = this.of("edge");
    sheet.lineWidth = 1.5;
    for (const shift of [-side, 0, side]) {
      sheet.moveTo(shift - 1, side + 1);
      sheet.lineTo(shift + side + 1, -1);
    }
    sheet.stroke();
    return sheet.getImageData(0, 0, side, side);
  }
}

// The colour of each step of the ramp; the first stands for no data.
function stepped(shade, [none, ...steps]) {
  return ["match", shade, ...steps.flatMap((colour, k) => [k + 1, colour]), none];
}

function styleOf(told, colours) {
  const places = told.places ?? {};
  const codes = Object.keys(places);
  const missing = codes.filter((code) => places[code][2] === 0);
  const fills = ["nodata", "seq-1", "seq-2", "seq-3", "seq-4", "seq-5"].map((name) => colours.of(name));
  const inks = ["ink", "on-1", "on-2", "on-3", "on-4", "on-5"].map((name) => colours.of(name));
  const ofCode = (position) => Object.fromEntries(codes.map((code) => [code, places[code][position]]));
  const known = ["in", ["get", "code"], ["literal", codes]];
  const shade = ["number", ["get", ["get", "code"], ["literal", ofCode(2)]], 0];
  const archive = (address) => ({ type: "vector", url: `pmtiles://${new URL(address, location.href).href}`, promoteId: { areas: "code" } });
  const layers = [{ id: "paper", type: "background", paint: { "background-color": colours.of("wash") } }];
  if (told.areas)
    layers.push(
      { id: "land", type: "fill", ...AREAS, paint: { "fill-color": colours.of("sunk") } },
      { id: "areas", type: "fill", ...AREAS, filter: known, paint: { "fill-color": stepped(["feature-state", "shade"], fills) } },
      { id: "none", type: "fill", ...AREAS, filter: ["in", ["get", "code"], ["literal", missing]], paint: { "fill-pattern": "hatch" } },
      { id: "borders", type: "line", ...AREAS, paint: { "line-color": ["case", known, colours.of("paper"), colours.of("edge")], "line-width": 1.25 } },
      { id: "picked", type: "line", ...AREAS, paint: { "line-color": colours.of("ink"), "line-width": 3, "line-opacity": ["case", ["boolean", ["feature-state", "picked"], false], 1, 0] } },
    );
  if (told.areas) layers.push(labels(told, colours, codes, { known, shade, fills, inks, figures: ofCode(1) }));
  if (told.rows)
    layers.push(
      { id: "surfaces", type: "fill", ...ROWS, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colours.of("brand"), "fill-opacity": 0.35 } },
      { id: "lines", type: "line", ...ROWS, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": colours.of("brand"), "line-width": 2 } },
      { id: "rows", type: "circle", ...ROWS, filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 4.5, 15, 8], "circle-color": colours.of("brand"), "circle-stroke-color": colours.of("paper"), "circle-stroke-width": 1, "circle-opacity": 0.9 } },
    );
  const sources = { ...(told.areas && { areas: archive(told.areas) }), ...(told.rows && { rows: archive(told.rows) }) };
  return { version: 8, "font-faces": { Sarabun: told.faces.map((face) => ({ ...face, url: new URL(face.url, location.href).href })) }, sources, layers };
}

function labels(told, colours, codes, { known, shade, fills, inks, figures }) {
  const name = ["get", told.name];
  const valued = codes.length > 0;
  return {
    id: "names",
    type: "symbol",
    ...LABELS,
    ...(valued && { filter: known }),
    layout: {
      "text-field": valued ? ["concat", name, "\n", ["coalesce", ["get", ["get", "code"], ["literal", figures]], ""]] : name,
      "text-font": ["Sarabun"],
      "text-size": 14,
      "text-line-height": 1.35,
      "text-padding": 3,
      "text-max-width": 9,
    },
    paint: {
      "text-color": valued ? stepped(shade, inks) : colours.of("ink-2"),
      "text-halo-color": valued ? stepped(shade, fills) : colours.of("sunk"),
      "text-halo-width": 1.5,
    },
  };
}

// As wide for its height as what is shown, within what a screen can hold.
function shapeOf([west, south, east, north]) {
  const wide = (east - west) * Math.cos((((south + north) / 2) * Math.PI) / 180);
  return String(Math.min(1.8, Math.max(0.8, wide / Math.max(north - south, 1e-6))));
}

export class LiveMap {
  constructor(stage, told, { failed }) {
    prepare(told.worker);
    this.told = told;
    this.stage = stage;
    this.box = stage.appendChild(Object.assign(document.createElement("div"), { className: "live-box" }));
    this.box.style.aspectRatio = shapeOf(told.bounds);
    this.spoken = stage.appendChild(Object.assign(document.createElement("p"), { className: "vh" }));
    this.spoken.setAttribute("role", "status");
    const help = stage.appendChild(Object.assign(document.createElement("p"), { className: "fine", id: "live-help", textContent: [matchMedia("(pointer: coarse)").matches ? told.words.touch : told.words.help, told.rows && told.owed].filter(Boolean).join(" ") }));
    this.colours = new Colours(stage);
    this.drawn = new Promise((resolve, reject) => {
      this.map = this.begin();
      this.map.once("idle", resolve);
      this.map.on("error", (event) => reject(event.error));
      this.map.getCanvas().addEventListener("webglcontextlost", () => (reject(new Error("lost")), failed()));
    });
    this.map.getCanvas().setAttribute("aria-describedby", help.id);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dress = () => this.wear();
    this.dark.addEventListener("change", this.dress);
  }

  begin() {
    const { told } = this;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = new Drawn({
      container: this.box,
      style: styleOf(told, this.colours),
      bounds: told.bounds,
      fitBoundsOptions: { padding: 14, maxZoom: 15 },
      locale: { ...told.words.locale, "Map.Title": told.label },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      maxZoom: 18,
      ...(still && { fadeDuration: 0 }),
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    map.on("style.load", () => this.join());
    map.on("click", (event) => this.note(event.point));
    map.on("mousemove", (event) => (map.getCanvas().style.cursor = this.at(event.point) ? "pointer" : ""));
    map.getCanvas().addEventListener("keydown", (event) => event.key === "Enter" && this.note(map.project(map.getCenter()), true));
    return map;
  }

  // Give each area the step of the ramp that the still map has for it.
  join() {
    if (!this.map.hasImage("hatch")) this.map.addImage("hatch", this.colours.hatch(), { pixelRatio: 2 });
    for (const [code, [, , shade]] of Object.entries(this.told.places ?? {})) this.mark(code, { shade, picked: code === this.told.pick });
  }

  mark(code, state) {
    this.map.setFeatureState({ source: "areas", sourceLayer: "areas", id: code }, state);
  }

  wear() {
    if (this.map.hasImage("hatch")) this.map.updateImage("hatch", this.colours.hatch());
    this.map.setStyle(styleOf(this.told, this.colours));
    this.join();
  }

  at({ x, y }, reach = REACH) {
    const layers = POINTED.filter((layer) => this.map.getLayer(layer));
    const near = this.map.queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: layers.filter((layer) => layer !== "areas") });
    return near[0] ?? this.map.queryRenderedFeatures([x, y], { layers }).find((found) => found.properties.code in (this.told.places ?? {}));
  }

  // Tell what is at a point of the map: in a note beside it, and aloud when the keyboard asked.
  async note(point, aloud = false) {
    const found = this.at(point, aloud ? RING : REACH);
    this.closeNote();
    if (!found) {
      if (aloud) this.spoken.textContent = this.told.words.empty;
      return;
    }
    const isArea = found.layer.id === "areas";
    const where = found.geometry.type === "Point" ? found.geometry.coordinates : this.map.unproject(point);
    const told = isArea ? this.ofArea(found.properties.code) : await this.ofRow(found.properties);
    if (!told) return;
    this.popup = new Popup({ maxWidth: "18rem", focusAfterOpen: false }).setLngLat(where).setDOMContent(written(told)).addTo(this.map);
    const { popup } = this;
    if (isArea) {
      this.mark(found.properties.code, { picked: true });
      popup.on("close", () => this.map.style && this.mark(found.properties.code, { picked: false }));
    }
    popup.on("close", () => this.popup === popup && (this.popup = undefined));
    this.spoken.textContent = aloud ? [told.title, ...told.lines.map((line) => line.join(" "))].join(", ") : "";
  }

  ofArea(code) {
    const { places, measure, unit, period, words } = this.told;
    const [title, figure, shade] = places[code];
    return { title, lines: [[measure, shade ? `${figure} ${unit}`.trim() : words.nothing], ...(period ? [["", period]] : [])] };
  }

  async ofRow({ r, v, n }) {
    const answer = await fetch(`${this.told.row}&${new URLSearchParams({ row: r, of: v })}`);
    if (!answer.ok) return null;
    const told = await answer.json();
    return n > 1 ? { ...told, lines: [...told.lines, ["", this.told.words.stands.replace("{n}", n.toLocaleString("en-US"))]] } : told;
  }

  closeNote() {
    const was = this.popup;
    this.popup = undefined;
    was?.remove();
    return Boolean(was);
  }

  focus() {
    this.map.getCanvas().focus({ preventScroll: true });
  }

  remove() {
    this.dark.removeEventListener("change", this.dress);
    this.closeNote();
    this.map.remove();
  }
}

function written({ title, lines }) {
  const note = Object.assign(document.createElement("div"), { className: "live-note" });
  note.append(Object.assign(document.createElement("strong"), { textContent: title }));
  for (const [head, value] of lines) {
    const line = note.appendChild(document.createElement("p"));
    if (head) line.append(Object.assign(document.createElement("span"), { textContent: `${head} ` }));
    line.append(Object.assign(document.createElement("b"), { textContent: value }));
  }
  return note;
}
