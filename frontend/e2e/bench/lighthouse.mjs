// Lighthouse on every page, as on a desktop and as on a telephone.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "../support/browser.mjs";
import { startProcess } from "./process.mjs";

const folder = fileURLToPath(new URL("../../tools/lighthouse/", import.meta.url));

const PAGES = {
  overview: "/",
  pipelines: "/pipelines",
  pipeline: "/pipelines/2",
  build: "/b/896",
  insights: "/insights",
  sources: "/deliveries",
  alerts: "/alerts",
  settings: "/settings",
  setup: "/setup",
  wall: "/wall",
};

const WHOLE = ["accessibility", "best-practices", "seo"];
const LEAST = { desktop: 98, mobile: 95 };

async function load() {
  if (!existsSync(`${folder}node_modules`))
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
  const { resolve } = createRequire(`${folder}package.json`);
  const { default: lighthouse, desktopConfig } = await import(
    pathToFileURL(resolve("lighthouse")).href
  );
  return { lighthouse, configs: { desktop: desktopConfig, mobile: undefined } };
}

const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

export async function measureLighthouse(runs, only) {
  const { lighthouse, configs } = await load();
  const port = 9_300 + (process.pid % 500);
  const browser = await launch([`--remote-debugging-port=${port}`]);
  const host = await startProcess({ count: 900, compressed: true });
  const rows = [];
  for (const [name, path] of Object.entries(PAGES)) {
    if (only && !only.includes(name)) continue;
    for (const [form, config] of Object.entries(configs)) {
      const scores = [];
      for (let run = 0; run < runs; run += 1) {
        const onlyCategories = ["performance", ...WHOLE];
        const { lhr } = await lighthouse(host.origin + path, { port, onlyCategories }, config);
        scores.push(lhr.categories);
      }
      const of = (category) => middle(scores.map((one) => Math.round(one[category].score * 100)));
      rows.push([`${name} on ${form}: performance`, of("performance"), LEAST[form], "least"]);
      for (const category of WHOLE)
        rows.push([`${name} on ${form}: ${category}`, of(category), 100, "least"]);
    }
  }
  host.close();
  await browser.close();
  return rows;
}
