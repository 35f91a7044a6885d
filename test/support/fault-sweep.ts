import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { envelope, spawnNeotool, type CliResult } from "./cli.ts";
import { belongings, docker, testEngine } from "./engine.ts";
import { faultProxy, type Fault, type FaultProxy } from "./fault-proxy.ts";
import { testInstance, type TestInstance } from "./instance.ts";
import { lossesOf, type KeptData } from "./kept-data.ts";
import { argumentsOfAllProcesses } from "./processes.ts";
import type { Environment } from "./services.ts";

/** What is brought up, and what must never be lost of it. */
export interface SweepSubject {
  /** Nothing: the whole core. */
  readonly only: readonly string[];
  readonly containers: readonly string[];
  readonly data: KeptData;
}

export interface Sweep extends SweepSubject {
  /** What is disturbed, for example `["restart"]`. */
  readonly command: readonly string[];
  /** What is there before each disturbance. */
  readonly from: "nothing" | "data" | "running";
  /** What must put everything right. */
  readonly mendedBy: "up" | "down --volumes";
  /** What happens at call k, each to a run of its own. */
  readonly faults: readonly SweepFault[];
  /** At a call that only looks, the engine is the same whatever happens: one fault may be enough, each in its turn. */
  readonly atLooks: "one fault" | "every fault";
  /** A sample: only each so manieth call, and one fault at each, in its turn. @default every call */
  readonly each?: number;
  /** How many instances are disturbed at the same time. */
  readonly lanes: number;
  /** Told of each run: a sweep over the core takes an hour. */
  report?(line: string): void;
}

type Killing = { readonly kind: "kill"; readonly moment: "before" | "during" | "after" };
type SweepFault = Killing | Exclude<Fault, { kind: "kill" | "hold" }>;

export const KILLS: readonly SweepFault[] = [{ kind: "kill", moment: "before" }, { kind: "kill", moment: "during" }, { kind: "kill", moment: "after" }];
export const TROUBLES: readonly SweepFault[] = [{ kind: "answer", status: 500 }, { kind: "drop", moment: "before" }, { kind: "drop", moment: "after" }, { kind: "cut" }, { kind: "delay", ms: 300 }];

export interface SweepReport {
  /** How many calls were disturbed: every one that the command makes. */
  readonly calls: number;
  readonly runs: number;
  /** Everything that was not as it must be, with its call. */
  readonly problems: readonly string[];
}

/** What an application was told once must hold for as long as the instance lives. */
const SECRETS = ["POSTGRES_PASSWORD", "VAULT_TOKEN", "STORAGE_SECRET", "JWT_PUBLIC_KEY"] as const;

/** No command may take longer, whatever happens to one call of it. */
const WITHIN_MS = 60_000;

interface Lane {
  readonly instance: TestInstance;
  readonly proxy: FaultProxy;
  /** The environment that was given first. */
  first: Environment | undefined;
  /** The last one, and what it followed from. */
  env: Environment;
  followsFrom: string;
  hasData: boolean;
}

interface Disturbed {
  readonly call: string | undefined;
  readonly problems: readonly string[];
}

/** Runs the command with one fault at its kth call. */
const disturb = async ({ command, only }: Sweep, { instance, proxy }: Lane, k: number, fault: SweepFault): Promise<Disturbed> => {
  const armed = proxy.arm(k, fault.kind === "kill" ? { ...fault, victim: () => void run.kill("SIGKILL") } : fault);
  const args = command[0] === "up" ? [...command, ...only.flatMap((name) => ["--only", name])] : command;
  const started = performance.now();
  const run = spawnNeotool(args, { cwd: instance.path, env: proxy.env, timeoutMs: WITHIN_MS });
  const { exitCode, signal, stderr } = await run;
  const tookMs = performance.now() - started;
  const call = armed.hasHappened() ? (await armed.reached).name : undefined;
  proxy.disarm();
  if (call === undefined) return { call, problems: exitCode === 0 ? [] : [`it failed without a fault: ${stderr}`] };
  const late = tookMs > WITHIN_MS ? [`it took ${Math.round(tookMs)} ms`] : [];
  // Who waits for a container's end and finds its service ready goes on without an answer: there is no moment after it.
  if (fault.kind === "kill" && fault.moment === "after" && call.endsWith("/wait") && exitCode === 0) return { call, problems: late };
  if (fault.kind === "kill") return { call, problems: signal === "SIGKILL" ? late : [`it was not killed, but ended with ${exitCode}: ${stderr}`] };
  return { call, problems: [...late, ...unclear(exitCode ?? -1, stderr)] };
};

/** A failure says its code, its sentence and what to do; it never shows our insides. */
const unclear = (exitCode: number, stderr: string): readonly string[] => {
  if (exitCode === 0) return /error\[/.test(stderr) ? [`it ended well, but said ${stderr}`] : [];
  const isClear = exitCode === 1 && /^error\[(?!BUG)[A-Z_]+\] .+/m.test(stderr) && /^ {2}fix: /m.test(stderr) && !/^\s+(\| +)?at .+:\d+/m.test(stderr);
  return isClear ? [] : [`it ended with ${exitCode}, unclearly: ${stderr}`];
};

const failing = (what: string, { exitCode, stderr }: CliResult): readonly string[] => (exitCode === 0 ? [] : [`${what} ended with ${exitCode}: ${stderr}`]);

interface UpData {
  readonly services: readonly { readonly name: string; readonly phase: string; readonly endpoints: unknown }[];
}

/** A stranger may take a port while nothing of ours runs; credentials must not change. Asked only where one of them did. */
const renewEnvironment = async (lane: Lane, endpoints: string): Promise<void> => {
  const followsFrom = endpoints + (await readFile(join(lane.instance.path, ".neotool", "credentials.json"), "utf8"));
  if (followsFrom !== lane.followsFrom) lane.env = await lane.instance.env();
  lane.followsFrom = followsFrom;
};

/** Whether `up` leads to what it always leads to: all ready, one container for each service, the data still there. */
const converges = async ({ only, containers, data }: Sweep, lane: Lane): Promise<readonly string[]> => {
  const { instance } = lane;
  const up = await instance.run("up", "--json", ...only.flatMap((name) => ["--only", name]));
  if (up.exitCode !== 0) return failing("the next up", up);
  const { services } = envelope<UpData>(up).data;
  const phases = services.filter(({ phase }) => phase !== "ready" && phase !== "completed");
  const listed = await (await docker()).listContainers({ all: true, filters: { label: [`dev.neotool.instance=${instance.id}`] } });
  const names = listed.map(({ Labels, State }) => `${Labels["dev.neotool.service"]} ${State}`).sort();
  const wanted = containers.map((name) => `${name} running`).sort();
  await renewEnvironment(lane, JSON.stringify(services.map(({ endpoints }) => endpoints)));
  const { env, first = env } = lane;
  const changed = SECRETS.filter((name) => env[name] !== first[name]);
  lane.first = first;
  if (!lane.hasData) await data.write(env);
  lane.hasData = true;
  return [
    ...phases.map(({ name, phase }) => `after the next up ${name} is ${phase}`),
    ...(String(names) === String(wanted) ? [] : [`after the next up there are ${names.join(", ")}`]),
    ...changed.map((name) => `after the next up ${name} is another`),
    ...(await lossesOf(data, env)),
  ];
};

/** Whether `down --volumes` leaves nothing: no thing of the engine's, no process, no lock. */
const vanishes = async ({ instance }: Lane): Promise<readonly string[]> => {
  const down = await instance.run("down", "--volumes", "--yes");
  const processes = (await argumentsOfAllProcesses()).filter((command) => command.includes(instance.path));
  return [
    ...failing("the next down", down),
    ...(await belongings(instance.path)).map((left) => `down left ${left}`),
    ...processes.map((left) => `down left the process ${left}`),
    ...(existsSync(join(instance.path, ".neotool", "lock")) ? ["down left the lock"] : []),
  ];
};

const inTurn = <T>(list: readonly T[], turn: number): readonly T[] => list.map((_one, index) => list[(turn + index) % list.length]).filter((one) => one !== undefined);

const prepare = async (sweep: Sweep, lane: Lane): Promise<readonly string[]> => {
  if (sweep.from === "nothing") return [];
  const problems = await converges(sweep, lane);
  return sweep.from === "running" ? problems : [...problems, ...failing("down", await lane.instance.run("down"))];
};

const mend = async (sweep: Sweep, lane: Lane): Promise<readonly string[]> => {
  if (sweep.mendedBy === "down --volumes") {
    lane.hasData = false;
    return vanishes(lane);
  }
  const problems = await converges(sweep, lane);
  if (sweep.from !== "nothing") return problems;
  lane.hasData = false;
  return [...problems, ...(await vanishes(lane))];
};

/** Disturbs every call that a command makes, each in every way, and looks whether everything is put right afterwards. */
export const sweepFaults = async (sweep: Sweep): Promise<SweepReport> => {
  const { socket } = await testEngine();
  const { each = 1 } = sweep;
  const problems: string[] = [];
  let next = 1;
  let calls = 0;
  let runs = 0;
  let isOver = false;
  /** Disturbs call k. @returns whether the command made so many. */
  const atCall = async (lane: Lane, k: number): Promise<boolean> => {
    for (const fault of inTurn(sweep.faults, k)) {
      const at = `at call ${k} (${JSON.stringify(fault)})`;
      const before = await prepare(sweep, lane);
      const { call, problems: during } = await disturb(sweep, lane, k, fault);
      const after = await mend(sweep, lane);
      const found = [...before, ...during, ...after].map((problem) => `${at}, ${call}: ${problem}`);
      problems.push(...found);
      if (call === undefined) return false;
      sweep.report?.([`${at}, ${call}: ${found.length} problems`, ...found].join("\n"));
      runs += 1;
      if (each > 1 || (sweep.atLooks === "one fault" && call.startsWith("GET "))) break;
    }
    calls = Math.max(calls, k);
    return true;
  };
  const work = async (): Promise<void> => {
    const lane: Lane = { instance: await testInstance("swept"), proxy: await faultProxy(socket), first: undefined, env: {}, followsFrom: "", hasData: false };
    try {
      while (!isOver) {
        const k = next;
        next += each;
        if (!(await atCall(lane, k))) isOver = true;
      }
      problems.push(...(await vanishes(lane)));
    } finally {
      await lane.proxy[Symbol.asyncDispose]();
    }
  };
  await Promise.all(Array.from({ length: sweep.lanes }, work));
  return { calls, runs, problems };
};
