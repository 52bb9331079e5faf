// A fake host and a bad network: frames are lost, doubled, shuffled and cut, yet the rows end as the host has them.
import { expect, test } from "vitest";
import type { Build, Change, Changes } from "../api/types";
import type { Status } from "../domain/status";
import { sampleBuild } from "../test/samples";
import type { BuildsFrame } from "./frames";
import { step } from "./reducer";
import { createRows } from "./rows";
import { INITIAL, type LiveEvent, type LiveState } from "./state";

const SEEDS = 100;
const EVENTS = 10_000;
const BUILDS = 200;
const PAGE = 50;

/** After so many changes the network heals for a moment, and the rows must be the host's. */
const CHECK_EVERY = 500;

/** The host forgets changes that are older than this many. */
const KEPT = 100;

function chances(seed: number) {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const STATUSES: readonly Status[] = ["queued", "running", "success", "failure"];

/** A host with its log of changes, and lists that are read whole. */
function createHost(chance: () => number) {
  const log: Change[] = [];
  const builds = new Map<number, Change["build"]>();
  return {
    builds,
    end: () => log.length,
    write(): Change {
      const id = 1 + Math.floor(chance() * BUILDS);
      const version = (builds.get(id)?.version ?? 0) + 1;
      const status = STATUSES[Math.floor(chance() * STATUSES.length)] ?? "queued";
      const build = sampleBuild({ id, version, status });
      builds.set(id, build);
      const change = { from: null, to: status, build };
      log.push(change);
      return change;
    },
    /** What follows a cursor, or null for one that is forgotten. */
    after(cursor: string | null) {
      const from = cursor === null ? log.length : Number(cursor);
      if (from < log.length - KEPT) return null;
      const items = log.slice(from, from + PAGE);
      const end = from + items.length;
      return { items, cursor: String(end), more: end < log.length };
    },
  };
}

/** An answer that is looked up as late as it arrives; the others are on their way since they were asked for. */
const LATER = "later";

interface Question {
  readonly after: string | null;
  readonly page: Changes | null | typeof LATER;
}

/** What is known of builds, as one text. */
function told(builds: ReadonlyMap<number, Build>): string {
  return [...builds.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, version, status }) => `${id} ${version} ${status}`)
    .join("\n");
}

function play(seed: number) {
  const chance = chances(seed);
  const host = createHost(chance);
  const rows = createRows();
  const asked: Question[] = [];
  const wire: BuildsFrame[] = [];
  let state: LiveState = INITIAL;
  let now = 0;
  let opens = 0;
  let rolls = 0;
  const harm = { lost: 0, doubled: 0, shuffled: 0, cut: 0, forgotten: 0 };

  function send(event: LiveEvent) {
    const [next, effects] = step(state, event, { now, chance: chance() });
    state = next;
    for (const effect of effects) {
      if (effect.type === "ask") {
        const answeredAtOnce = chance() < 0.5;
        asked.push({
          after: effect.after,
          page: answeredAtOnce ? host.after(effect.after) : LATER,
        });
      }
      if (effect.type === "open") opens += 1;
      if (effect.type === "roll") rolls += 1;
      if (effect.type === "apply") rows.tell(effect.changes.map((change) => change.build));
      if (effect.type === "refetch" || effect.type === "baseline") {
        rows.tell([...host.builds.values()]);
      }
    }
  }

  function answer() {
    const question = asked.shift();
    if (question === undefined) return;
    const { after } = question;
    const page = question.page === LATER ? host.after(after) : question.page;
    if (page === null) {
      harm.forgotten += 1;
      send({ type: "changes_failed", expired: true });
    } else if (chance() < 0.02) send({ type: "changes_failed", expired: false });
    else send({ type: "changes", after, page });
  }

  /** Puts a frame on the wire: lost, doubled, or behind the one before it. */
  function push(items: readonly Change[]) {
    const end = host.end();
    const frame: BuildsFrame = {
      v: 1,
      type: "builds",
      after: String(end - items.length),
      cursor: String(end),
      items: [...items],
    };
    if (chance() < 0.1) {
      harm.lost += 1;
      return;
    }
    wire.push(frame);
    if (chance() < 0.1) {
      harm.doubled += 1;
      wire.push(frame);
    }
    const [a, b] = [wire.at(-2), wire.at(-1)];
    if (a && b && chance() < 0.2) {
      harm.shuffled += 1;
      wire.splice(-2, 2, b, a);
    }
  }

  function connection() {
    if (state.socket === "opening" && opens > 0 && chance() < 0.6) {
      opens = 0;
      send({ type: "opened" });
    }
    if (rolls > 0 && chance() < 0.5) {
      rolls = 0;
      send({ type: chance() < 0.8 ? "rolled" : "roll_failed" });
    }
    if (state.socket === "open" && chance() < 0.01) {
      harm.cut += 1;
      wire.length = 0;
      send({ type: "closed" });
    }
  }

  function reader() {
    const luck = chance();
    if (luck < 0.004) send({ type: state.paused ? "resume" : "pause" });
    else if (luck < 0.006) send({ type: state.online ? "offline" : "online" });
    else if (luck < 0.01) send({ type: state.hiddenSince === null ? "hidden" : "visible" });
    else if (luck < 0.011) now += 111 * 60_000;
  }

  /** The network heals and the reader looks: every question is answered, one last frame arrives. */
  function settle() {
    send({ type: "online" });
    send({ type: "visible" });
    if (state.paused) send({ type: "resume" });
    if (state.socket !== "open") send({ type: "opened" });
    else send({ type: "rolled" });
    for (let round = 0; round < EVENTS && asked.length > 0; round += 1) {
      answer();
      now += 5_000;
      if (asked.length === 0) send({ type: "tick" });
    }
    expect(asked, `seed ${seed} never stops asking`).toEqual([]);
    expect(told(rows.all()), `seed ${seed}`).toBe(told(host.builds));
  }

  send({ type: "start", online: true });
  answer();
  let written = 0;
  let settled = 0;
  while (written < EVENTS) {
    now += Math.floor(chance() * 2_000);
    const items = chance() < 0.3 ? [host.write(), host.write()] : [host.write()];
    written += items.length;
    connection();
    if (state.socket === "open") push(items);
    while (wire.length > 0 && chance() < 0.7) {
      const frame = wire.shift();
      if (frame) send({ type: "frame", frame });
    }
    if (chance() < 0.5) answer();
    reader();
    send({ type: "tick" });
    if (Math.floor(written / CHECK_EVERY) > settled) {
      settled += 1;
      settle();
    }
  }
  return harm;
}

test(`after ${EVENTS} changes on a bad network the rows are the host's, for ${SEEDS} seeds`, {
  timeout: 120_000,
}, () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const harm = play(seed);
    expect(
      Math.min(...Object.values(harm)),
      `seed ${seed}: ${JSON.stringify(harm)}`,
    ).toBeGreaterThan(0);
  }
});
