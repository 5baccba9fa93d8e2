// Builds the sheet and the islands into src/mueang_site/static/built/: hashed names, and manifest.json that says which.
// Built beside and put in place at the end, so that a running site never sees half of it.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const PLACE = "src/mueang_site/static/built";
const OUT = `build/frontend-${process.pid}`;

const ENTRIES = {
  site: "frontend/js/site.js",
  sheet: "frontend/css/site.css",
  live: "frontend/js/live.js",
  "live-sheet": "frontend/css/live.css",
  // A file of our own origin, so that the policy of the pages needs no exception for the map's worker.
  "live-worker": "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs",
};

const manifest = {};

async function copyHashed(source) {
  const content = await readFile(source);
  const name = basename(source, extname(source));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = `${name}-${hash}${extname(source)}`;
  await copyFile(source, join(OUT, file));
  manifest[basename(source)] = file;
}

// The licences of all that is bundled, one after the other, for those who get the built files.
async function licences(inputs) {
  const packages = new Set(Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean));
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join("node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    texts.push(`${name} ${version} (${license})\n\n${file ? await readFile(join(folder, file), "utf8") : ""}`);
  }
  const file = join(OUT, "..", "licences.txt");
  await writeFile(file, texts.join(`\n${"-".repeat(79)}\n\n`));
  await copyHashed(file);
  await rm(file);
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const result = await build({
  entryPoints: ENTRIES,
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: OUT,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});

for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = basename(path);
  const asset = Object.keys(output.inputs)[0] ?? "";
  if (Object.values(ENTRIES).includes(output.entryPoint)) manifest[basename(output.entryPoint)] = file;
  else if (asset.endsWith(".woff2")) manifest[basename(asset)] = file;
}
await copyHashed("frontend/icons.svg");
await copyHashed("frontend/mark.svg");
await licences(result.metafile.inputs);

const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(join(OUT, "manifest.json"), `${JSON.stringify(sorted, null, 1)}\n`);
for (const name of await readdir(OUT)) {
  if (!/\.(css|js|svg)$/.test(name)) continue;
  const content = await readFile(join(OUT, name));
  await writeFile(join(OUT, `${name}.gz`), gzipSync(content, { level: 9 }));
  await writeFile(join(OUT, `${name}.br`), brotliCompressSync(content));
}
const files = await readdir(OUT);

await mkdir(PLACE, { recursive: true });
const before = await readdir(PLACE);
for (const file of files.filter((name) => name !== "manifest.json")) await rename(join(OUT, file), join(PLACE, file));
await rename(join(OUT, "manifest.json"), join(PLACE, "manifest.json"));
for (const file of before.filter((name) => !name.startsWith(".") && !files.includes(name))) await rm(join(PLACE, file));
await rm(OUT, { recursive: true });
console.log(`${files.length} files in ${PLACE}`);
