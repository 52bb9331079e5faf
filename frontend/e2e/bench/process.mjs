// Starts and ends the host's own process.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("host.mjs", import.meta.url));

/** A host in another process: where it is, how it is told to do something, and how it is ended. */
export async function startProcess(options) {
  const child = fork(program);
  child.send({ act: "start", ...options });
  const [{ origin }] = await once(child, "message");
  return {
    origin,
    send: (act, more) => child.send({ act, ...more }),
    close: () => child.kill(),
  };
}
