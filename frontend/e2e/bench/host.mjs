// The fake host in a process of its own, so that what it does costs the page nothing. Told what to do by messages.
import { startHost } from "../fake/host.mjs";
import { longLog } from "../fake/logs.mjs";

/** Of so many events a second the first are new builds, the others change what is there. */
const NEW_SHARE = 0.2;

/** How many of the newest builds changes are about. */
const BUSY = 400;

const STATUSES = ["running", "success", "failure", "success"];

let told = 0;

function next(host, index, each) {
  if (index < each * NEW_SHARE) return host.news({ status: "queued" });
  told += 1;
  const build = host.world.builds[(told * 7) % BUSY];
  const status = STATUSES[told % STATUSES.length];
  return { ...build, status, version: build.version + 1, duration_seconds: 30 + (told % 400) };
}

const ACTS = {
  async start(options) {
    const host = await startHost(options);
    if (options.logLines) host.world.logText = longLog(options.logLines);
    process.send({ origin: host.origin });
    return host;
  },
  /** Tells of `rate` events a second, spread evenly in ten lots. */
  load(host, { rate }) {
    const each = rate / 10;
    setInterval(() => {
      for (let index = 0; index < each; index += 1) host.tell(next(host, index, each));
    }, 100);
  },
};

let running;
process.on("message", async ({ act, ...options }) => {
  running = (await ACTS[act](act === "start" ? options : running, options)) ?? running;
});
