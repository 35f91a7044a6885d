import type { ErrorReport } from "../../errors/format.ts";
import type { Phase } from "../../model/phase.ts";
import type { FieldChange } from "../../planner/fields.ts";
import { adviceFor, type Advice } from "./advice.ts";
import { meaningOf } from "./exit-meaning.ts";
import type { ContainerFacts, MovedPort, ServiceFacts, StackFacts } from "./facts.ts";
import { chainOf, isWell, phaseNow, type Link } from "./phase.ts";

/** How a container ended. */
export interface Ending {
  readonly exitCode: number;
  readonly meaning: string;
  readonly outOfMemory: boolean;
  readonly at: string | null;
}

/** Why a service is as it is, with what was seen and what to do. No key is ever left out. */
export interface Explanation {
  readonly service: string;
  readonly kind: "container" | "task" | "process";
  readonly phase: Phase;
  /** One sentence. */
  readonly summary: string;
  /** ISO 8601: since when it is so. */
  readonly since: string | null;
  /** Down to the one that really holds; empty when it waits for nobody. */
  readonly chain: readonly Link[];
  readonly answer: { readonly ready: boolean; readonly reason: string | null } | null;
  readonly ending: Ending | null;
  readonly restarts: number;
  /** What the newest run said of it. */
  readonly run: { readonly command: string; readonly at: string; readonly process: number | null; readonly doing: string | null; readonly failure: ErrorReport | null } | null;
  readonly changes: readonly FieldChange[];
  readonly movedPorts: readonly MovedPort[];
  readonly lines: readonly string[];
  readonly advice: readonly Advice[];
}

/**
 * Facts → why. Pure.
 *
 * @throws when there is no such service: its name is checked where it is typed.
 */
export const explain = (name: string, stack: StackFacts): Explanation => {
  const facts = stack.get(name);
  if (!facts) throw new Error(`nothing is known of ${name}`);
  const { kind, container, answer, run, changes, movedPorts, lines } = facts;
  const well = isWell(facts);
  const chain = well ? [] : chainOf(name, stack);
  const holder = chain.at(-1)?.service;
  const own = adviceFor(facts);
  return {
    service: name,
    kind,
    phase: phaseNow(facts),
    summary: summaryOf(facts, chain),
    since: sinceOf(facts),
    chain,
    answer: answer && { ready: answer.ready, reason: answer.ready ? null : answer.reason },
    ending: container && endingOf(container),
    restarts: container?.restarts ?? 0,
    run: well || run === null || (run.failure === null && run.process === null) ? null : run,
    changes,
    movedPorts,
    lines,
    // Mending what waits is of no use before what it waits for is mended.
    advice: holder === undefined ? own : [{ text: `Mend ${holder} first: neotool dev why ${holder}`, docs: null }],
  };
};

/** What is not well and is not only waiting for something else of these: who must be looked at. */
export const holdersOf = (names: readonly string[], stack: StackFacts): readonly string[] => [
  ...new Set(
    names.flatMap((name) => {
      const facts = stack.get(name);
      return facts === undefined || isWell(facts) ? [] : [chainOf(name, stack).at(-1)?.service ?? name];
    }),
  ),
];

const hasEnded = ({ state }: ContainerFacts): boolean => state === "exited" || state === "dead";

const endingOf = (container: ContainerFacts): Ending | null =>
  hasEnded(container) && container.startedAt !== null ? { exitCode: container.exitCode, meaning: meaningOf(container.exitCode), outOfMemory: container.outOfMemory, at: container.finishedAt } : null;

const sinceOf = ({ container, run, isDone }: ServiceFacts): string | null => {
  if (container === null) return isDone ? null : (run?.at ?? null);
  if (container.state === "created") return container.createdAt;
  return hasEnded(container) ? container.finishedAt : container.startedAt;
};

const waits = (chain: readonly Link[]): string => {
  const [first, ...rest] = chain.map(({ service, condition, phase }) => ({ words: `${service} to be ${condition}`, phase, service }));
  if (first === undefined) return "";
  const last = rest.at(-1) ?? first;
  const through = rest.length === 0 ? "" : `, which waits in turn; what really holds is ${last.service}`;
  return `it waits for ${first.words}${through} (${last.service} is ${last.phase})`;
};

const summaryOf = (facts: ServiceFacts, chain: readonly Link[]): string => {
  const { name, kind, container, answer, run, changes } = facts;
  const phase = phaseNow(facts);
  const is = `${name} is ${phase}`;
  if (phase === "ready" || phase === "completed") return changes.length === 0 ? `${is}` : `${is}, but made from another definition than the one that holds now`;
  if (chain.length > 0) return `${is}: ${waits(chain)}`;
  if (run?.process != null && run.doing !== null && container?.state !== "running") return `${is}: ${run.doing}`;
  if (kind === "task") return run?.failure ? `${is}: ${run.failure.message}` : `${is}: it was not done since its service was started`;
  if (container === null) return run?.failure ? `${is}: ${run.failure.message}` : kind === "process" ? `${name} does not run: it was not started` : `${name} is not there: it has no container`;
  if (kind === "process" && answer?.ready === false) return `${is}: ${answer.reason}`;
  if (kind === "process" && container.engineError !== "") return `${is}: ${container.engineError}`;
  switch (container.state) {
    case "created":
      return `${is}: it was made, but never started${reason(container.engineError !== "" ? container.engineError : run?.failure?.message)}`;
    case "running":
      return answer === null ? `${is}; it could not be asked whether it is ready` : `${is}: it runs, but is not ready${reason(answer.ready ? undefined : answer.reason)}`;
    case "exited":
    case "dead":
      if (container.outOfMemory) return `${is}: it was killed, because it needed more than its limit of ${facts.memoryMiB} MiB`;
      return `${is}: it exited with code ${container.exitCode} (${meaningOf(container.exitCode)})`;
    default:
      return `${is}: its container is ${container.state}`;
  }
};

const reason = (words: string | undefined): string => (words === undefined ? "" : `: ${words}`);
