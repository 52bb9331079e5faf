// Measures the page: Lighthouse, live load, a long log. `--json` prints JSON, `--quick` measures each thing once and shortly.
// `log`, `live` or `lighthouse` measures that alone, and `--page overview` of Lighthouse only that page.
import { parseArgs } from "node:util";
import { launch } from "../support/browser.mjs";
import { measureLighthouse } from "./lighthouse.mjs";
import { measureLive } from "./live.mjs";
import { measureLog } from "./log.mjs";

const { values, positionals } = parseArgs({
  options: {
    json: { type: "boolean" },
    quick: { type: "boolean" },
    page: { type: "string", multiple: true },
  },
  allowPositionals: true,
});

const wanted = (name) => positionals.length === 0 || positionals.includes(name);

/** Whether a value keeps its goal; a goal is the most it may be, or the least where its unit says so. */
function keeps([, value, goal, unit]) {
  if (goal === null) return true;
  return unit === "least" ? value >= goal : value <= goal;
}

async function measure() {
  const rows = [];
  const browser = await launch();
  if (wanted("log")) rows.push(...(await measureLog(browser)));
  if (wanted("live")) rows.push(...(await measureLive(browser, values.quick ? 15 : 60)));
  await browser.close();
  if (wanted("lighthouse"))
    rows.push(...(await measureLighthouse(values.quick ? 1 : 5, values.page)));
  return rows;
}

function line(row) {
  const [name, value, goal, unit] = row;
  const bound = goal === null ? "" : `${unit === "least" ? "at least" : "at most"} ${goal}`;
  const mark = keeps(row) ? "" : "  MISSED";
  const number = Math.round(value * 1000) / 1000;
  return `${name.padEnd(44)} ${`${number} ${unit === "least" ? "" : unit}`.padEnd(14)} ${bound}${mark}`;
}

const rows = await measure();
if (values.json) {
  const told = rows.map((row) => {
    const [name, value, goal, unit] = row;
    return { name, value, goal, unit, kept: keeps(row) };
  });
  console.log(JSON.stringify(told, null, 2));
} else {
  for (const row of rows) console.log(line(row));
}
process.exitCode = rows.every(keeps) ? 0 : 1;
