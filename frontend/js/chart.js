// A reading line over a chart: by pointer, or by arrow keys once the chart has focus. It repeats what the table says.
import { fresh } from "./once.js";

const SVG = "http://www.w3.org/2000/svg";

function draw(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

class Reading {
  constructor(svg) {
    this.svg = svg;
    this.stops = JSON.parse(svg.dataset.stops);
    this.box = svg.viewBox.baseVal;
    this.at = -1;
    this.group = draw("g", { class: "reading", "aria-hidden": "true" });
    this.spoken = document.createElement("p");
    this.spoken.className = "vh";
    this.spoken.setAttribute("aria-live", "polite");
    svg.append(this.group);
    svg.after(this.spoken);
  }

  nearest(event) {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) return this.at;
    const x = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x;
    let best = 0;
    this.stops.forEach((stop, index) => {
      if (Math.abs(stop.x - x) < Math.abs(this.stops[best].x - x)) best = index;
    });
    return best;
  }

  show(index, aloud = false) {
    if (index < 0 || index >= this.stops.length || index === this.at) return;
    this.at = index;
    const { x, top, bottom, dots, lines } = this.stops[index];
    const left = x > this.box.width / 2;
    const label = draw("g", {});
    const widest = Math.max(...lines.map((line) => line.length)) * 8 + 20;
    const edge = left ? Math.max(0, x - 10 - widest) : Math.min(this.box.width - widest, x + 10);
    label.append(draw("rect", { class: "slip", x: edge, y: top, width: widest, height: lines.length * 22 + 10, rx: 2 }));
    lines.forEach((line, row) => {
      const text = draw("text", { x: edge + 10, y: top + 22 + row * 22, "font-size": 14, "font-weight": row ? 400 : 600 });
      text.textContent = line;
      label.append(text);
    });
    const marks = dots.map((y) => draw("circle", { class: "me", cx: x, cy: y, r: 5.5 }));
    this.group.replaceChildren(draw("path", { class: "reader", d: `M${x} ${top}V${bottom}` }), ...marks, label);
    if (aloud) this.spoken.textContent = lines.join(", ");
  }

  hide() {
    this.at = -1;
    this.group.replaceChildren();
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") this.hide();
    if (!step) return;
    event.preventDefault();
    const from = this.at < 0 && step < 0 ? this.stops.length : this.at;
    this.show(Math.max(0, Math.min(this.stops.length - 1, from + step)), true);
  }
}

export function watchCharts(root) {
  for (const svg of fresh(root, "svg[data-stops]", "chart")) {
    const reading = new Reading(svg);
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("pointermove", (event) => reading.show(reading.nearest(event)));
    svg.addEventListener("pointerleave", () => reading.hide());
    svg.addEventListener("blur", () => reading.hide());
    svg.addEventListener("keydown", (event) => reading.key(event));
  }
}
