// A fake host and a bad network: frames are lost, doubled and cut, yet the rows end as the host has them.
import { expect, test } from "vitest";
import type { Change } from "../api/types";
import type { Status } from "../domain/status";
import { sampleBuild } from "../test/samples";
import type { BuildsFrame } from "./frames";
import { step } from "./reducer";
import { createRows } from "./rows";
import { INITIAL, type LiveEvent, type LiveState } from "./state";

const SEEDS = 100;
const EVENTS = 400;
const BUILDS = 40;
const PAGE = 7;

function chances(seed: number) {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function play(seed: number) {
  const chance = chances(seed);
  const log: Change[] = [];
  const host = new Map<number, Change>();
  const rows = createRows();
  const asked: (string | null)[] = [];
  let state: LiveState = INITIAL;
  let now = 0;
  let wantsSocket = false;

  function send(event: LiveEvent) {
    const [next, effects] = step(state, event, { now, chance: chance() });
    state = next;
    for (const effect of effects) {
      if (effect.type === "ask") asked.push(effect.after);
      if (effect.type === "open") wantsSocket = true;
      if (effect.type === "apply") rows.tell(effect.changes.map((change) => change.build));
    }
  }

  function answer() {
    const after = asked.shift();
    if (after === undefined) return;
    const from = after === null ? log.length : Number(after);
    const items = log.slice(from, from + PAGE);
    const end = from + items.length;
    send({ type: "changes", after, page: { items, cursor: String(end), more: end < log.length } });
  }

  function write() {
    const id = 1 + Math.floor(chance() * BUILDS);
    const version = (host.get(id)?.build.version ?? 0) + 1;
    const status: Status = chance() < 0.5 ? "running" : "failure";
    const change = { from: null, to: status, build: sampleBuild({ id, version, status }) };
    host.set(id, change);
    log.push(change);
    return change;
  }

  function push(items: readonly Change[]) {
    const after = String(log.length - items.length);
    const frame: BuildsFrame = {
      v: 1,
      type: "builds",
      after,
      cursor: String(log.length),
      items: [...items],
    };
    if (chance() < 0.15) return;
    send({ type: "frame", frame });
    if (chance() < 0.1) send({ type: "frame", frame });
  }

  send({ type: "start", online: true });
  answer();
  for (let round = 0; round < EVENTS; round += 1) {
    now += Math.floor(chance() * 2_000);
    const items = chance() < 0.3 ? [write(), write()] : [write()];
    if (wantsSocket && state.socket === "opening" && chance() < 0.7) {
      wantsSocket = false;
      send({ type: "opened" });
    }
    if (state.socket === "open") push(items);
    if (state.socket === "open" && chance() < 0.03) send({ type: "closed" });
    if (chance() < 0.6) answer();
    send({ type: "tick" });
  }
  settle();
  return { host, rows };

  /** The network heals: one last loss and return, and every question is answered. */
  function settle() {
    if (state.socket !== "open") {
      now += 60_000;
      send({ type: "tick" });
      send({ type: "opened" });
    } else {
      send({
        type: "frame",
        frame: {
          v: 1,
          type: "builds",
          after: String(log.length),
          cursor: String(log.length),
          items: [],
        },
      });
    }
    while (asked.length > 0) answer();
  }
}

test(`after ${EVENTS} events on a bad network the rows are the host's, for ${SEEDS} seeds`, () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { host, rows } = play(seed);
    const expected = [...host].map(([id, change]) => [id, change.build.version]).sort(byId);
    const known = [...rows.all()].map(([id, build]) => [id, build.version]).sort(byId);
    expect(known, `seed ${seed}`).toEqual(expected);
  }
});

function byId([a = 0]: readonly (number | undefined)[], [b = 0]: readonly (number | undefined)[]) {
  return a - b;
}
