// A host that serves the built page, answers as the real one does, and fails on demand.
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { WebSocketServer } from "ws";
import { alerts } from "./alerts.mjs";
import { answer, problem } from "./api.mjs";
import { makeBuild, makeBuilds } from "./data.mjs";
import { logs } from "./logs.mjs";
import { sources } from "./sources.mjs";
import { toJson } from "./words.mjs";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

/** How long something is waited for before the test fails, in milliseconds. */
const WAIT_MS = 15_000;

const heard = (emitter, name) => once(emitter, name, { signal: AbortSignal.timeout(WAIT_MS) });

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".woff2": "font/woff2",
};

/** The headers every real host must send as well. */
export const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The built page, read once so that a build beside the tests cannot take it away from under them. */
const built = new Map(
  readdirSync(dist, { recursive: true })
    .filter((name) => statSync(join(dist, name)).isFile())
    .map((name) => [`/${name}`, readFileSync(join(dist, name))]),
);

/** The page as a later deployment would serve it, and the entry that it names. */
const LATER = "index-later.js";
const entry = /index-[\w-]+\.js/.exec(built.get("/index.html"))[0];
const redeployed = (html) => html.toString().replace(entry, LATER);
built.set(`/assets/${LATER}`, `import "./${entry}";`);

function serveFile(world, path, response) {
  const file = extname(path) === "" ? "/index.html" : path;
  const content = built.get(file);
  if (content === undefined) {
    response.writeHead(404).end();
    return;
  }
  const text = world.deployed && file === "/index.html" ? redeployed(content) : content;
  const head = { ...SECURITY_HEADERS, "content-type": TYPES[extname(file)] };
  if (file.startsWith("/assets/")) head["cache-control"] = "public, max-age=31536000, immutable";
  send(world, response, 200, head, text);
}

/** Sends an answer, compressed where the host is asked to be like one behind a content network. */
function send(world, response, status, head, text) {
  if (!world.compressed || !text || head["content-type"] === TYPES[".woff2"]) {
    response.writeHead(status, head).end(text);
    return;
  }
  response.writeHead(status, { ...head, "content-encoding": "gzip" }).end(gzipSync(text));
}

function sign(world, body) {
  return `sha256=${createHmac("sha256", world.secret).update(body).digest("hex")}`;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

/** Starts a host with `count` builds; `close` ends it. */
export async function startHost({
  count = 900,
  local = true,
  deliveries,
  spacing,
  bare = false,
  gated = false,
  words,
  compressed = false,
} = {}) {
  const world = {
    builds: makeBuilds(count, Date.now(), spacing),
    log: [],
    epoch: 1_000,
    local,
    deliveries,
    bare,
    gated,
    compressed,
    secret: "github-secret-4f2c9a7e51d84b6c",
    token: "open-sesame",
    signedIn: true,
    reshaped: new Map(),
    failing: new Map(),
    slow: 0,
    silent: false,
    seen: [],
    origin: "",
  };
  const sockets = new Set();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, world.origin);
    if (url.pathname === "/webhooks/github") return receive(request, response);
    if (!url.pathname.startsWith("/api/")) return serveFile(world, url.pathname, response);
    world.seen.push(request.url);
    server.emit("asked");
    const sent = await bodyOf(request);
    if (url.pathname === "/api/session" && request.method !== "GET")
      return response.writeHead(session(request.method, sent)).end();
    if (!world.signedIn) return response.writeHead(401).end();
    const slow = world.slow || (url.pathname.startsWith("/api/logs/") && world.logSlow);
    if (slow) await setTimeout(slow, undefined, { ref: false });
    const failing = [...world.failing].find(([path]) => url.pathname.startsWith(path));
    const { status, body, text, headers } = failing
      ? failing[1]
      : (logs(world, url.pathname, url.searchParams) ??
        alerts(world, request.method, url, sent) ??
        sources(world, request.method, url.pathname) ??
        answer(world, url.pathname, url.searchParams));
    const type = status < 400 ? "application/json" : "application/problem+json";
    const reshape = world.reshaped.get(url.pathname) ?? ((same) => same);
    if (status >= 500) response.setHeader("x-request-id", "5f0c2a9e-41d7-4b63");
    const head = { "content-type": text ? "text/plain; charset=utf-8" : type, ...headers };
    const written = body === undefined ? undefined : toJson(reshape(body), words);
    send(world, response, status, head, text ?? written);
  });
  const hub = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (world.refuseSockets) return socket.destroy();
    hub.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.on("close", () => sockets.delete(client));
      client.on("message", () => client.send(JSON.stringify({ v: 1, type: "pong" })));
    });
  });

  /** Signs in or out; the answer is the status. */
  function session(method, sent) {
    world.signedIn = method === "DELETE" || sent.token === world.token;
    return world.signedIn ? 204 : 401;
  }

  function receive(request, response) {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (request.headers["x-hub-signature-256"] !== sign(world, body)) {
        response.writeHead(401).end();
        return;
      }
      const { workflow_run: run, repository } = JSON.parse(body);
      const id = world.builds.length + 1;
      tell(
        makeBuild(id, Date.parse(run.created_at), {
          status: run.conclusion,
          repository: repository.full_name,
          pipeline_name: run.name,
          external_id: String(run.id),
        }),
      );
      response.writeHead(202, { "content-type": "application/json" });
      response.end(JSON.stringify({ outcome: "applied", delivery_id: 1 }));
    });
  }

  function broadcast(frame) {
    for (const client of sockets) client.send(toJson(frame, words));
  }

  /** Writes a row as the host would and tells every socket, unless the host is silent. */
  function tell(...builds) {
    const after = String(world.epoch + world.log.length);
    const items = builds.map((build) => {
      const at = world.builds.findIndex((one) => one.id === build.id);
      const from = at === -1 ? null : world.builds[at].status;
      if (at === -1) world.builds.unshift(build);
      else world.builds[at] = build;
      return { from, to: build.status, build };
    });
    world.builds.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    world.log.push(...items);
    const cursor = String(world.epoch + world.log.length);
    if (!world.silent) broadcast({ v: 1, type: "builds", after, cursor, items });
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  world.origin = `http://127.0.0.1:${server.address().port}`;

  return {
    world,
    origin: world.origin,
    tell,
    broadcast,
    /** Serves the page as if it had been built anew. */
    deploy: () => {
      world.deployed = true;
    },
    /** A build that just came to be; its id is the next free one. */
    news: (over) => makeBuild(world.builds.length + 1, Date.now(), over),
    fail: (path, code = 503) =>
      world.failing.set(
        path,
        problem(code, "unavailable", "Service Unavailable", "the database does not answer"),
      ),
    heal: () => world.failing.clear(),
    /** Has every list asked again, as after a restart of the host. */
    refetch: () =>
      broadcast({ v: 1, type: "refetch", cursor: String(world.epoch + world.log.length) }),
    /** Changes what a path answers. */
    reshape: (path, change) => world.reshaped.set(path, change),
    cut: () => {
      for (const client of sockets) client.terminate();
    },
    /** Waits until a page has opened its socket. */
    hasSocket: () => (sockets.size > 0 ? undefined : heard(hub, "connection")),
    /** Waits until the API is asked something; what is asked then is among `world.seen`. */
    asked: () => heard(server, "asked"),
    digest: () => createHash("sha256").update(JSON.stringify(world.builds)).digest("hex"),
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets) client.terminate();
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
