// Measures what the first page loads and fails when it is over budget. Sizes are gzip bytes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const KB = 1024;
const dist = fileURLToPath(new URL("../dist", import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const gzipped = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

/** The scripts that the overview is shown with: those that the document names, and those of the page. */
function initial() {
  const document = readFileSync(join(dist, "index.html"), "utf8");
  const seen = new Set(document.match(/assets\/[^"]+\.js/g));
  const visit = (key) => {
    const chunk = manifest[key];
    seen.add(chunk.file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  visit("src/app/pages/overview-page.tsx");
  return [...seen];
}

// A page tells another version by the one script that its document starts with.
const entries = readFileSync(join(dist, "index.html"), "utf8").match(/<script[^>]*"\/assets\//g);
if (entries?.length !== 1) {
  console.error("the document starts with more than one script");
  process.exitCode = 1;
}

const files = new Set(Object.values(manifest).map((chunk) => chunk.file));
const ending = (end) => [...files].filter((file) => file.endsWith(end));
const sum = (chosen) => chosen.reduce((total, file) => total + gzipped(file), 0);

const lines = [
  ["initial JavaScript", sum(initial()), 170 * KB],
  ["CSS", sum(ending(".css")), 14 * KB],
  ["HTML", gzipped("index.html"), 3 * KB],
  ["all JavaScript", sum(ending(".js")), 300 * KB],
];
for (const [name, size, limit] of lines) {
  const kilobytes = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
  console.log(`${name}: ${kilobytes(size)} gzip of ${kilobytes(limit)}`);
  if (size > limit) {
    console.error(`${name} is over budget`);
    process.exitCode = 1;
  }
}
