// Upload with true progress: fetch cannot tell how much was sent, XMLHttpRequest can. Without this file the form posts itself.
import { fresh } from "./once.js";

const UNITS = { th: ["ไบต์", "กิโลไบต์", "เมกะไบต์", "กิกะไบต์"], en: ["bytes", "KB", "MB", "GB"] };

function size(bytes) {
  const units = UNITS[document.documentElement.lang] ?? UNITS.en;
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(power > 1 && value < 100 ? 1 : 0)}\u00a0${units[power]}`;
}

function fill(template, slots) {
  return template.replace(/\{(\w+)\}/g, (_, name) => slots[name] ?? "");
}

class Upload {
  constructor(form) {
    this.form = form;
    // Not by `form.dataset`: a field that is called dataset stands before it.
    this.words = { text: form.getAttribute("data-upload-text"), broken: form.getAttribute("data-upload-broken") };
    this.input = form.querySelector('input[type="file"]');
    this.bar = form.querySelector("progress");
    this.line = form.querySelector("[data-upload-line]");
    this.spoken = form.querySelector("[data-upload-spoken]");
    this.fault = form.querySelector("[data-upload-fault]");
    this.cancel = form.querySelector("[data-upload-cancel]");
    this.quarter = -1;
  }

  start() {
    const file = this.input.files[0];
    if (!file || this.request) return;
    this.file = file;
    this.fault.hidden = true;
    this.busy(true);
    this.request = new XMLHttpRequest();
    this.request.upload.addEventListener("progress", (event) => this.show(event));
    this.request.addEventListener("load", () => this.answer());
    this.request.addEventListener("error", () => this.fail(this.words.broken));
    this.request.addEventListener("abort", () => this.end());
    this.request.open("POST", this.form.action);
    this.request.setRequestHeader("Accept", "application/json");
    this.request.send(new FormData(this.form));
  }

  show({ lengthComputable, loaded, total }) {
    if (!lengthComputable) return;
    this.bar.value = loaded;
    this.bar.max = total;
    const text = fill(this.words.text, { file: this.file.name, done: size(loaded), total: size(total) });
    this.line.textContent = text;
    const quarter = Math.floor((4 * loaded) / total);
    if (quarter > this.quarter) this.spoken.textContent = text;
    this.quarter = Math.max(quarter, this.quarter);
  }

  answer() {
    const answer = this.read();
    if (this.request.status < 400 && answer.location) window.location.assign(answer.location);
    else this.fail(answer.message ?? this.words.broken);
  }

  read() {
    try {
      return JSON.parse(this.request.responseText);
    } catch {
      return {};
    }
  }

  fail(message) {
    this.fault.textContent = message;
    this.fault.hidden = false;
    this.end();
  }

  end() {
    this.request = null;
    this.input.value = "";
    this.quarter = -1;
    this.busy(false);
  }

  busy(state) {
    this.form.toggleAttribute("aria-busy", state);
    this.form.querySelector("[data-upload-progress]").hidden = !state;
    this.form.querySelector(".choose").hidden = state;
  }
}

function takeDrops(upload, zone) {
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    upload.input.files = event.dataTransfer.files;
    upload.start();
  });
}

export function watchUploads(root) {
  for (const form of fresh(root, "form[data-upload-text]", "upload")) {
    const upload = new Upload(form);
    form.classList.add("is-live");
    upload.input.addEventListener("change", () => form.requestSubmit());
    takeDrops(upload, form.querySelector(".drop") ?? form);
    upload.cancel?.addEventListener("click", () => upload.request?.abort());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      upload.start();
    });
  }
}
